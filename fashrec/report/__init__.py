"""Reports made from run folders: `python -m fashrec.report`."""
