"""Pages that need nothing but themselves: one look, tables, pictures and scripts inside one file."""
