"""The live log of a Worker or of a Pages deployment: events as they happen, over a WebSocket.

Making a tail is a POST that leaves nothing behind: it runs out by itself, and it is deleted on leaving. So it is
allowed while the account is locked.
"""
