// Slow and simple readings of label columns in the modes seqeval and strict, and of SemEval'13's
// measures, that the tests hold harness/score against. Nothing is shared with it but the types.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "harness/data/scheme.hpp"
#include "harness/score/semeval.hpp"
#include "tests/support/naive_scorer.hpp"

namespace xner::test {

/// Type, first and last word, counted through all sentences with one more after each.
using NaiveSpan = std::tuple<std::string, std::size_t, std::size_t>;
using NaiveSpans = std::set<NaiveSpan>;

/// seqeval's default mode: its rules of start and end, written out, over one long column.
[[nodiscard]] NaiveSpans seqeval_spans(const std::vector<Column>& sentences);

/// Strict: every pair of words is asked whether it borders an entity. Labels must be the scheme's.
[[nodiscard]] NaiveSpans strict_spans(const std::vector<Column>& sentences, data::Scheme scheme);

[[nodiscard]] score::Counts count_sets(const NaiveSpans& gold, const NaiveSpans& predicted);

/// The best of all one-to-one pairings of overlapping spans, tried one by one.
[[nodiscard]] score::Semeval semeval_by_search(const NaiveSpans& gold, const NaiveSpans& predicted);

}  // namespace xner::test
