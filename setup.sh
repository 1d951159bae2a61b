#!/usr/bin/env bash
# Makes a machine able to grade.
#
#   bash setup.sh                  Gradescope's build step, as root: all of the below
#   bash setup.sh --torch PYTHON   only torch's CPU build, for that interpreter (make; no root)
#
# The system's python3 runs Gradescope's own program, so it stays as it is: ours is a virtual
# environment, outside /tmp, which the platform empties, and readable by the user that a student's
# code runs as. AUTOGRADER_VENV names another place, AUTOGRADER_WHEELS a folder of wheels.
#
# Whatever cannot be had ends the build here, in one sentence, not at the first submission; the
# last step grades a right example, reference/example, as each submission will be. It may be run
# again: what is there already stays.
#
# Debian 12 has Python 3.11. Ubuntu 22.04, Gradescope's default, has 3.10 and pip 22, which knows no
# --dry-run; requirements.txt has an older NumPy and tomli for it. Ubuntu 24.04 has 3.12, whose pip
# refuses to install beside the system's packages, which a virtual environment is not.
set -euo pipefail

VERSION=2.13.0
# Only the CPU build bears "+cpu": whatever installs it cannot bring CUDA's 5.5 GB. On macOS there
# is no other build, and no suffix.
if [ "$(uname -s)" = Linux ]; then TORCH=torch==$VERSION+cpu; else TORCH=torch==$VERSION; fi
UV=uv==0.13.9 # not later than torch: --torch-backend knows where the CPU builds lie

step="begin" # what is being done, as the end of "could not ..."
scratch=""

say() { printf 'setup.sh: %s\n' "$*" >&2; }

finish() {
    local status=$?
    if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
    if [ "$status" != 0 ]; then say "could not $step"; fi
}
trap finish EXIT

quietly() { # COMMAND...: its last lines, only where it fails
    local said
    said=$("$@" 2>&1) || {
        local status=$?
        printf '%s\n' "$said" | tail -n 12 >&2
        return "$status"
    }
}

cpu_only() { # PYTHON: fails, saying why, unless its torch is the CPU build of our version
    "$1" -I -W ignore - "${TORCH#torch==}" <<'PYTHON'
import sys
from importlib.metadata import distributions

try:
    import torch
except ImportError as error:
    sys.exit(f"torch cannot be imported: {error}")
names = {(found.metadata["Name"] or "").lower() for found in distributions()}
cuda = sorted(name for name in names if name.startswith("nvidia-"))
if torch.version.cuda is not None or cuda:
    sys.exit(f"this torch is a CUDA build: {torch.__version__} {' '.join(cuda)}")
if torch.__version__ != sys.argv[1]:
    sys.exit(f"this torch is {torch.__version__}, not {sys.argv[1]}")
PYTHON
}

install_torch() { # PYTHON
    local python=$1 said
    step="install $TORCH, the CPU build, with pip or uv"
    if cpu_only "$python" 2>/dev/null; then return; fi
    # pip has it where a folder or its configuration supplies the wheel; uv knows where else.
    if ! said=$("$python" -m pip install --only-binary torch \
        ${AUTOGRADER_WHEELS:+--find-links "$AUTOGRADER_WHEELS"} "$TORCH" 2>&1); then
        {
            quietly "$python" -m pip install "$UV" &&
                quietly "$python" -m uv pip install --python "$python" --no-cache \
                    --torch-backend=cpu "$TORCH"
        } || {
            printf '%s\n' "$said" | tail -n 4 >&2
            return 1
        }
        quietly "$python" -m pip uninstall --yes uv # 55 MB that grading does not need
    fi
    step="get torch as a CPU build: remove torch and nvidia-* from that environment first"
    cpu_only "$python"
}

install_python() {
    local wanted="python3 python3-venv libseccomp2"
    step="install $wanted with apt-get; choose Ubuntu 22.04 as the base image"
    # Debian and Ubuntu keep ensurepip, which brings pip into a venv, in python3-venv; libseccomp
    # is what the box's last layer is made with.
    if ! /usr/bin/python3 -c 'import venv, ensurepip, ctypes; ctypes.CDLL("libseccomp.so.2")' \
        2>/dev/null; then
        local get="apt-get -y -qq --no-install-recommends -o Acquire::Retries=3"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086  # words
        $get install $wanted >/dev/null 2>&1 || {
            quietly apt-get -qq -o Acquire::Retries=3 update # there were no lists, or old ones
            quietly $get install $wanted
        }
    fi
    step="find Python 3.10 or newer in /usr/bin; choose Ubuntu 22.04 as the base image"
    /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))'
}

install_requirements() { # SOURCE VENV
    step="make a virtual environment in $2"
    quietly /usr/bin/python3 -m venv "$2"
    install_torch "$2/bin/python" # first: nothing below may choose a torch
    step="install requirements.txt with pip"
    quietly "$2/bin/python" -m pip install -r "$1/requirements.txt"
    step="keep CUDA out: requirements.txt brought it"
    cpu_only "$2/bin/python"
    step="byte-compile the packages"
    "$2/bin/python" -m compileall -qq "$2/lib" || : # torch has a file in 3.12's syntax
    quietly "$2/bin/python" -m compileall -q "$1/autograder" "$1/reference" \
        "$1/tests/public" "$1/tests/hidden"
}

protect() { # SOURCE
    step="add the user student"
    # For people who look; the box itself uses a number that has no entry.
    id student >/dev/null 2>&1 ||
        useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin student
    step="make $1 unreadable for students"
    chmod -R go= "$1"
}

self_test() { # SOURCE VENV
    step="grade a right example: this image would grade nobody"
    scratch=$(mktemp -d) # laid out as /autograder is for a submission
    cp "$1/run_autograder" "$scratch"
    cp -R "$1/reference/example" "$scratch/submission"
    (cd "$scratch" && quietly env AUTOGRADER_SOURCE="$1" AUTOGRADER_VENV="$2" bash run_autograder)
    "$2/bin/python" -I - "$scratch/results/results.json" <<'PYTHON'
import json
import sys

with open(sys.argv[1]) as file:
    found = json.load(file)
most = sum(test.get("max_score", 0) for test in found["tests"])
if not 0 < most == found["score"]:
    sys.exit(f"a right example got {found['score']:g}/{most:g}: {found['output']}")
user = found["extra_data"]["layers"]["uid"]
if user != "on":
    sys.exit(f"a student's code would run as root: {user}")
print(f"setup.sh: ready; a right example got {most:g}/{most:g}")
PYTHON
}

build() {
    local source venv=${AUTOGRADER_VENV:-/opt/autograder/venv}
    source=$(cd "$(dirname "$0")" && pwd -P)
    step="work without root; for your own machine there is make"
    [ "$(id -u)" = 0 ]
    umask 022
    export PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
    install_python
    install_requirements "$source" "$venv"
    protect "$source"
    self_test "$source" "$venv"
}

unset PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
case "$#:${1:-}" in
0:) build ;;
2:--torch) install_torch "$2" ;;
*)
    step="understand '$*': bash setup.sh [--torch PYTHON]"
    exit 2
    ;;
esac
