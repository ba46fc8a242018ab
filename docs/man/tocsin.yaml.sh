#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tocsin.yaml(5): the annotated sample itself, so that the page is as true as the file that the tests load.
# usage: tocsin.yaml.sh config/tocsin.yaml > tocsin.yaml.5
set -eu
cat <<'END'
.TH TOCSIN.YAML 5 "" Tocsin
.SH NAME
tocsin.yaml \- settings of tocsind
.SH SYNOPSIS
.I /etc/tocsin/tocsin.yaml
.SH DESCRIPTION
Every key with its default or an example. Check a change with
.B tocsin config check
before
.B systemctl reload tocsind
or, where the log names the key,
.BR "systemctl restart tocsind" .
.SH REFERENCE
.nf
END
sed -e 1d -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/" "$1"
cat <<'END'
.fi
.SH SEE ALSO
.BR tocsind (8),
.BR tocsin (1)
END
