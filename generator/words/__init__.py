"""Localized words: a topic and its catalogs to a localized topic; translators' files. The only user of Babel."""
