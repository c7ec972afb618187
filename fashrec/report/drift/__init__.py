"""What moved from one run to a later one, and what moved with it: `python -m fashrec.report since=RUN`."""
