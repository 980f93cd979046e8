"""A language model of half a megabyte with random weights, in the GGUF format. It knows nothing; it speaks a real server's protocol.

python make_gguf.py tiny.gguf          # needs the packages gguf and numpy; runs outside of the project's environment
"""

import sys

import gguf
import numpy as np

WIDTH, HIDDEN, LAYERS, HEADS, CONTEXT = 64, 128, 2, 4, 32768
CONTROL = ["<|im_start|>", "<|im_end|>"]
BEGINS_A_CALL = "<tool_call>"  # one token, so that a request can ask for it by `logit_bias`


def letters_of_bytes():
    """One visible letter for each byte, as byte-level tokenizers want it."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = iter(range(256, 512))
    return [chr(byte) if byte in visible else chr(next(hidden)) for byte in range(256)]


def main():
    tokens = [*letters_of_bytes(), "th", "in", *CONTROL, BEGINS_A_CALL]
    chance = np.random.default_rng(7)
    out = gguf.GGUFWriter(sys.argv[1], "llama")
    out.add_name("random")
    out.add_context_length(CONTEXT)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(HIDDEN)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_vocab_size(len(tokens))
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("default")
    out.add_token_list(tokens)
    out.add_token_merges(["t h", "i n"])
    special = dict.fromkeys(CONTROL, gguf.TokenType.CONTROL) | {BEGINS_A_CALL: gguf.TokenType.USER_DEFINED}
    out.add_token_types([special.get(token, gguf.TokenType.NORMAL) for token in tokens])
    out.add_bos_token_id(tokens.index(CONTROL[0]))
    out.add_eos_token_id(tokens.index(CONTROL[1]))
    out.add_add_bos_token(False)

    def random(name, *shape, scale=0.05):
        out.add_tensor(name, (chance.standard_normal(shape) * scale).astype(np.float32))

    random("token_embd.weight", len(tokens), WIDTH, scale=1.0)
    random("output.weight", len(tokens), WIDTH, scale=0.3)
    out.add_tensor("output_norm.weight", np.ones(WIDTH, dtype=np.float32))
    for layer in range(LAYERS):
        place = f"blk.{layer}"
        for norm in ("attn_norm", "ffn_norm"):
            out.add_tensor(f"{place}.{norm}.weight", np.ones(WIDTH, dtype=np.float32))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            random(f"{place}.{part}.weight", WIDTH, WIDTH)
        random(f"{place}.ffn_gate.weight", HIDDEN, WIDTH)
        random(f"{place}.ffn_up.weight", HIDDEN, WIDTH)
        random(f"{place}.ffn_down.weight", WIDTH, HIDDEN)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


if __name__ == "__main__":
    main()
