#pragma once
/// Word lists as tables in bytes. The build makes them from the texts in data/ (compile_lists.cpp)
/// and the program carries them, so that a start parses nothing. Threads: pure functions.
///
/// Little-endian: "assaywds", u32 version, u32 list (1 lexicon, 2 taxonomy, 3 terms of claims), u64
/// XXH3-64 of what follows these 24 bytes; then the fields one after the other as compiled.cpp puts
/// them: a text as u32 size and bytes, a list as u32 count and its items, an automaton as the
/// hashes of its words in the order of their numbers, states, edges, starts and barriers. Bytes of
/// another version are never met: program and tables are of one build.

#include "identify/claim_terms_internal.h"
#include "identify/lexicon.h"
#include "identify/taxonomy_tables_internal.h"

#include <string>
#include <string_view>

namespace assay::identify {

std::string compile(const Lexicon& lexicon);
std::string compile(const TaxonomyTables& tables);
std::string compile(const TermSet& terms);

/// What compile() was given. Throw kCorrupt for anything else: every size, number of a state, an
/// entry or a word, and every enumerator is checked. Cost: linear, near that of copying.
Lexicon load_lexicon(std::string_view bytes);
TaxonomyTables load_taxonomy(std::string_view bytes);
TermSet load_terms(std::string_view bytes);

}  // namespace assay::identify
