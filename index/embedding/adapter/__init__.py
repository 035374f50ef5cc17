"""The trained adapter: low-rank changes to the embedding model's weights, added when the model is loaded.

`spoken_turns.safetensors` is the one the program uses, `lowrank.py` reads and applies it, `train.py` made it
(docs/embedding.md is its model card).
"""
