"""How the site is built: `make docs`.

The source folder is the repository itself, so that every relative link means here what it means on GitHub.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

project = "fashrec"
author = "The fashrec authors"
project_copyright = "the fashrec authors"
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "docs/**.ipynb",
    "experiments/*.md",
    "reports/**.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
]
# what a build, a test or a run may have left beside the pages
exclude_patterns = [".*", "build", "dist", "runs", "multirun", "outputs", "**/__pycache__"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docs.extensions.alone",
    "docs.extensions.docstrings",
    "docs.extensions.generated",
    "docs.extensions.notebooks",
]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # reports begin with a second heading below their note of who made them

nitpicky = True
nitpick_ignore_regex = [
    # other libraries, and Python's own: their references are elsewhere
    (r"py:.*", r"(numpy|polars|pyarrow|torch|fastai|PIL|omegaconf|scipy|lightgbm)\..*"),
    (r"py:.*", r"(pathlib|datetime|random|types|contextlib|collections|typing|_thread)\..*"),
    (r"py:.*", r"(ndarray|DataFrame|Booster|PrunedError|UnidentifiedImageError|(dict|list|tuple)\[.*)"),
    # arrays, type variables, aliases, and what is drawn
    (r"py:.*", r"Ints|Longs|Floats|Doubles|Bools"),
    (r"py:.*", r"fashrec\.(.*\.)?(S|T|Part|Made|Parts|Value|Look)"),
]
toc_object_entries = False  # a tree of thousands, copied into every page
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_attr_annotations = False  # the text beside an attribute gives shape and dtype

html_theme = "furo"
html_title = "fashrec"
templates_path = ["_templates"]
html_additional_pages = {"index": "redirect.html"}  # the front page lies in docs/
html_static_path = ["_static"]
html_css_files = ["fashrec.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "top_of_page_buttons": [],
    "enable_search_shortcuts": False,  # a single key that acts wherever the focus is (WCAG 2.1.4)
}
pygments_style = "friendly"
pygments_dark_style = "monokai"
