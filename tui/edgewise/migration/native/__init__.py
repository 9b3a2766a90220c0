"""The Worker that imports the handlers of ``functions/`` itself: an entry for its owner to keep."""
