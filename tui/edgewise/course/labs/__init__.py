"""Labs: Worker projects that the learner completes, run in the real runtime and checked by requests.

``model`` says what a lab is, ``spec`` reads ``lab.toml``, ``workspace`` keeps the learner's copy,
``checking`` sends the requests, ``diagnosis`` reads wrangler's log, ``run`` ties them together.
"""
