"""The server of llama.cpp, from its prebuilt wheel, with a model file, until it is ended.

python serve_model.py tiny.gguf PORT        # needs the package xllamacpp; runs outside of the project's environment
"""

import sys
import time
from pathlib import Path

import xllamacpp


def main():
    wanted = xllamacpp.CommonParams()
    wanted.model.path = sys.argv[1]
    wanted.model_alias = {"tiny"}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = int(sys.argv[2])
    wanted.n_ctx = 32768
    wanted.n_parallel = 1
    wanted.cpuparams.n_threads = 1  # so small a model only waits for itself on more
    wanted.warmup = False
    wanted.use_jinja = True
    wanted.chat_template = Path(__file__).with_name("chat_template.jinja").read_text()  # one that knows tools
    server = xllamacpp.Server(wanted)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
