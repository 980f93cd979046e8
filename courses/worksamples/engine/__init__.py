"""Pure parts of work samples: the author's file, what a rating adds up to, how far raters agree, what a file is."""
