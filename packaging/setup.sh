# shellcheck shell=bash
# Makes the checkout ready: system packages, then a virtual environment in .venv with the pinned
# Python packages. Sourced by packaging/run and packaging/test, which call `set_up app` or
# `set_up test` and then use "$venv". Does nothing, quickly, when all is there.
#
# What .venv holds besides Python's own files:
#   .bpgui-made               this script made it, and may make it anew
#   .bpgui-unfinished         there while this script works on it; finding it means that a set-up was
#                             interrupted, and .venv is made anew
#   .bpgui-app, .bpgui-test   fingerprint of what is installed, written last
# A .venv that somebody else made is used as it is and never deleted.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
constraints=$root/packaging/constraints.txt
elsewhere="the README gives the line for pip"

# What Qt loads from the system on Debian and Ubuntu, besides what these depend on.
qt_packages=(
    libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4
    libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
    libxkbcommon-x11-0
)

set_up() {
    # One set-up at a time in a checkout; the lock goes when the file descriptor closes.
    exec 9<"$root/pyproject.toml"
    if command -v flock >/dev/null; then flock 9; fi
    set_up_system
    set_up_venv "$1"
    exec 9<&-
}

say() { printf 'bpgui: %s\n' "$*" >&2; }

stop() {
    say "$@"
    exit 1
}


# --- System packages -----------------------------------------------------------------------------

set_up_system() {
    local list missing=()
    if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
        list=$(missing_qt_packages)
        read -ra missing <<<"${list//$'\n'/ }"
        if [[ -z $(find_python) ]]; then
            missing+=("python")
        fi
        if ((${#missing[@]})); then
            install_system_packages "${missing[@]}"
        fi
    fi
    if [[ -z $(find_python) ]]; then
        stop "needs Python 3.11 or newer with its venv module, and found none; $elsewhere."
    fi
}

missing_qt_packages() {
    local installed package
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
    for package in "${qt_packages[@]}"; do
        # Ubuntu 24.04 and Debian 13 renamed some: libglib2.0-0 is libglib2.0-0t64 there.
        if ! grep -qxF -e "$package" -e "${package}t64" <<<"$installed"; then
            echo "$package"
        fi
    done
    if ! grep -qx 'ca-certificates' <<<"$installed"; then
        echo ca-certificates
    fi
    if [[ -z $(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" \
        "${HOME:-/nonexistent}/.local/share/fonts" \
        \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null) ]]; then
        echo fonts-dejavu-core
    fi
}

# The first Python that is new enough and can make a virtual environment.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
}

# $@: Debian packages, and the word "python" for whichever Python the system offers.
install_system_packages() {
    local as_root=() packages
    read -ra packages <<<"$(resolve_python "$@")"
    if ! may_install; then
        stop_for_administrator "${packages[@]}"
    fi
    if ((EUID != 0)); then
        as_root=(sudo)
    fi
    say "installing system packages: ${packages[*]}"
    "${as_root[@]}" apt-get update -qq >&2 || say "apt-get update failed; trying all the same"
    read -ra packages <<<"$(resolve_python "$@")" # once more: only now are apt's lists complete
    require_candidates "${packages[@]}"
    local report=/dev/null # apt writes a line or three for each of a hundred packages
    if [[ -t 2 ]]; then report=/dev/stderr; fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${packages[@]}" >"$report" ||
        stop_for_administrator "${packages[@]}"
}

# Stop if apt has no Python that is new enough.
require_candidates() {
    local package
    for package in "$@"; do
        if [[ $package == python3* && -z $(candidate "$package") ]]; then
            stop "needs Python 3.11 or newer, and this system's package sources have none" \
                "($package is not there). On Ubuntu, enable the source 'universe'" \
                "(add-apt-repository universe); anywhere, install Python from python.org." \
                "Then call this again."
        fi
    done
}

stop_for_administrator() {
    local update="apt-get update" install="apt-get install --no-install-recommends $*" line
    if ((EUID == 0)); then
        line="$update && $install"
    elif command -v sudo >/dev/null; then
        line="sudo $update && sudo $install"
    else
        line="su -c '$update && $install'"
    fi
    stop "system packages are missing. Type this line, then call this again:
$line"
}

may_install() {
    ((EUID == 0)) && return
    command -v sudo >/dev/null || return
    # With a terminal sudo may ask for the password; without one it must not need it.
    sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]
}

resolve_python() {
    local package names=()
    for package in "$@"; do
        if [[ $package == python ]]; then
            package=$(python_packages)
        fi
        names+=("$package")
    done
    echo "${names[*]}"
}

# Ubuntu 22.04's python3 is 3.10, but it also has python3.11.
python_packages() {
    local version
    version=$(candidate python3)
    if [[ -n $version ]] && dpkg --compare-versions "$version" ge 3.11; then
        echo python3 python3-venv
        return
    fi
    for version in 3.14 3.13 3.12 3.11; do
        if [[ -n $(candidate "python$version-venv") ]]; then
            echo "python$version python$version-venv"
            return
        fi
    done
    # No package lists yet, or none new enough: the name that most systems have.
    if grep -q '^VERSION_ID="22.04"' /etc/os-release 2>/dev/null; then
        echo python3.11 python3.11-venv
    else
        echo python3 python3-venv
    fi
}

# The version of a package that apt would install, or nothing.
candidate() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([^(]\)/\1/p'
}


# --- The virtual environment ---------------------------------------------------------------------

# $1: app or test.
set_up_venv() {
    if is_stamped "$1"; then
        return
    fi
    if [[ -e $venv/.bpgui-unfinished ]] || { is_ours && is_stale; }; then
        rm -rf "$venv"
    fi
    rmdir "$venv" 2>/dev/null || true # an empty folder is where an interruption came very early
    if [[ ! -e $venv ]]; then
        make_venv
    elif ! venv_works; then
        stop "$venv is no virtual environment with pip and Python 3.11 or newer; remove it."
    fi
    if is_ours; then
        : >"$venv/.bpgui-unfinished"
    fi
    install_python_packages "$1"
    stamp "$1"
    rm -f "$venv/.bpgui-unfinished"
}

make_venv() {
    say "making a virtual environment in $venv"
    mkdir "$venv"
    touch "$venv/.bpgui-unfinished" "$venv/.bpgui-made"
    "$(find_python)" -m venv "$venv"
}

# $1: app or test.
install_python_packages() {
    local what="${root}[fast]" quiet=() pip=("$venv/bin/python" -m pip --disable-pip-version-check install)
    say "installing Python packages in $venv (the first time, 100 MB and more are downloaded)"
    if [[ $1 == test ]]; then
        what="${root}[fast,test]"
    fi
    if [[ ! -t 2 ]]; then
        quiet=(--quiet)
    fi
    if ! { "${pip[@]}" --quiet --constraint "$constraints" hatchling >&2 &&
        "${pip[@]}" "${quiet[@]}" --constraint "$constraints" --no-build-isolation \
            --editable "$what" >&2; }; then
        stop "the Python packages could not be installed, as pip says above. Call this again when" \
            "the cause is gone."
    fi
}

is_ours() { [[ -e $venv/.bpgui-made ]]; }

# Its Python or its checkout has moved away.
is_stale() {
    ! venv_works || [[ $(cat "$venv/.bpgui-app" 2>/dev/null) != *" $root" ]]
}

venv_works() {
    "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# What is installed follows from these.
fingerprint() {
    local sum
    sum=$(cat "$root/pyproject.toml" "$constraints" "${BASH_SOURCE[0]}" | sha256sum)
    echo "${sum%% *} $("$venv/bin/python" -V 2>/dev/null) $root"
}

# $1: app or test.
is_stamped() {
    [[ ! -e $venv/.bpgui-unfinished && -e $venv/.bpgui-$1 ]] &&
        [[ $(<"$venv/.bpgui-$1") == "$(fingerprint)" ]]
}

# The tests' packages include the program's.
stamp() {
    fingerprint >"$venv/.bpgui-app"
    if [[ $1 == test ]]; then
        fingerprint >"$venv/.bpgui-test"
    fi
}
