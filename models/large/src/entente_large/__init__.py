"""The files of Entente's large model; `entente read --model large` finds them here."""
