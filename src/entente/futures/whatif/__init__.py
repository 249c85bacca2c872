"""What follows if: settings, quantiles, answers in sentences, comparisons, which parameters matter."""
