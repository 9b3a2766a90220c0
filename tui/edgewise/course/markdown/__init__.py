"""From a lesson's Markdown to the blocks of ``course.model``.

``syntax`` parses (markdown-it-py plus the ``:::`` directive), ``inline`` reads running text,
``blocks`` reads everything that stands on its own lines.
"""
