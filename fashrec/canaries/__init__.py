"""Whether anything that is fitted at a cut notices what is bought or launched from the cut on: it must not."""
