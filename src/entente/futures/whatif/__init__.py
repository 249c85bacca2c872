"""What follows if: a scenario's runs, its answers in sentences, side by side, and what they hang on."""
