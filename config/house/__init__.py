"""The house: starts, watches and stops the servers and processes of one installation.

Plain standard library. It must be able to say what is wrong when nothing else works, so it
imports neither Django nor any app.
"""
