"""Our metrics beside those of other libraries, on cases where definitions part: who agrees, and why not."""
