"""From a Pages project to a Worker: assess, plan, apply with a journal, undo, prove."""
