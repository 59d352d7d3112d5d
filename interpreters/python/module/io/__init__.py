"""The module io: files of the operating system (fileobject.py), streams in memory (app/io.py)."""
