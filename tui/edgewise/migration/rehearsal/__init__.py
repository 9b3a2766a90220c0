"""The demo account serves what was deployed to it: on loopback, in the real runtime, by host name and share."""
