// SPDX-License-Identifier: Apache-2.0
// Where somebody was asked, as SQL. It is kept once, in the register: a solicitation has an address of its own only when
// the register has given the person another one since, and a message only when it went elsewhere than its solicitation.
// NULL: they were erased.
#pragma once

#include "dispatcher/store/numbers.hpp"

/// Of a solicitation, by its alias with the dot: "s.".
#define SQL_OWN_ADDRESS(person)                                                                                      \
    "coalesce(" person "address, (SELECT CASE " person "medium WHEN " SQL_SMS " THEN own.mobile ELSE own.email END " \
    "FROM volunteer own WHERE own.id = " person "volunteer))"

/// What somebody said, as long as it is kept: of a mobilisation whose answers were forgotten, only that they said something.
#define SQL_KEPT_WORDS(words)                                                                                          \
    "CASE WHEN (SELECT m.purged FROM mobilisation m WHERE m.id = solicitation.mobilisation) > 0 THEN X'' ELSE " words " END"

/// Of a message and its solicitation.
#define SQL_ADDRESS(message, person) "coalesce(" message "address, " SQL_OWN_ADDRESS(person) ")"
