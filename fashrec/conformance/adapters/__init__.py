"""One module a library, run by the Python of an environment that has the library: nothing else of fashrec is read."""
