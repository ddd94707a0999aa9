#!/usr/bin/env bash
# What the tests need from the operating system: a browser to drive, fonts so that Chinese is not boxes, and the pooler that
# an operator may well put in front of the database.
# Installs what is missing where that is possible (root on a Debian), else says what to install and fails.
set -euo pipefail

missing=()
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium-headless-shell)
[ -n "$(find -L /usr/share/fonts /usr/local/share/fonts ~/.fonts -iname '*cjk*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
PATH="$PATH:/usr/sbin" command -v pgbouncer >/dev/null || missing+=(pgbouncer)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "测试还需要系统软件包:${missing[*]}。请安装后重试。" >&2
    exit 2
fi
echo "安装系统软件包:${missing[*]} …"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
