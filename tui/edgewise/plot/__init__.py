"""Charts as lines of styled text for a width and a height: for screens, for the course, and for paper.

Nothing in here knows of a terminal or of where the numbers are from. A small module of our own rather
than plotext or textual-plot: those bring their own colours, 60 ms of import or numpy, and no way to
leave a gap, mark a moment or say that data is still on its way.
"""
