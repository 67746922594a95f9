// Labels and scorer over any bytes as a file of two label columns. Holds the scorer to the naive
// one on the same labels, to its own sentences, and to gold against gold; and every label scheme to
// well-formed IOB2.
#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "harness/data/labels.hpp"
#include "harness/data/scheme.hpp"
#include "harness/score/column_file.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/score/spans.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/support/naive_modes.hpp"
#include "tests/support/naive_scorer.hpp"

namespace {

using namespace xner;
using fuzz::require;
using score::Counts;

constexpr std::array kSchemes{data::Scheme::kIob1, data::Scheme::kIob2,  data::Scheme::kIoe1,
                              data::Scheme::kIoe2, data::Scheme::kIobes, data::Scheme::kBilou};

/// Most words of a sentence that the naive strict reading, cubic in them, is asked about.
constexpr std::size_t kLongestStrict = 60;

score::Score score_of(const score::ColumnFile& file, bool gold_twice) {
  std::vector<score::SentenceLabels> sentences;
  for (const auto& sentence : file.sentences)
    sentences.push_back({sentence.gold, gold_twice ? sentence.gold : sentence.labels});
  return score::score_conlleval(sentences);
}

/// Even gold against itself loses a chunk of conlleval's that is never closed, at a sentence's end
/// ('.', and an unknown prefix without a type) or where a bracket of the same type begins another.
bool stays_open(const std::string& label) {
  const auto [prefix, type] = score::split_label(label);
  if (prefix == "." || prefix == "[" || prefix == "]") return true;
  const bool known = prefix.size() == 1 && std::string_view("BIEO").find(prefix) != prefix.npos;
  return !known && type.empty();
}

void check_score(const score::ColumnFile& file) {
  std::vector<test::LabelledPair> pairs;
  for (const auto& sentence : file.sentences) pairs.push_back({sentence.gold, sentence.labels});
  const score::Score found = score_of(file, false);
  require(found.overall == test::count_by_rules(pairs), "counts are those of the naive scorer");
  Counts of_types;
  for (const auto& [type, counts] : found.types) of_types += counts;
  require(of_types == found.overall, "the types add up to the whole");
  Counts of_sentences;
  for (const auto& sentence : found.sentences)
    for (const auto& [type, counts] : sentence) of_sentences += counts;
  require(of_sentences == found.overall, "the sentences add up to the whole");
  require(found.sentences.size() == file.sentences.size(), "every sentence is scored");
  std::size_t words = 0;
  for (const auto& sentence : file.sentences) words += sentence.labels.size();
  require(found.words == static_cast<std::int64_t>(words), "every word is scored");
  const Counts perfect = score_of(file, true).overall;
  require(perfect.gold == found.overall.gold && perfect.predicted == perfect.gold,
          "gold is the same column against itself");
  const bool closes = std::ranges::all_of(file.sentences, [](const auto& sentence) {
    return std::ranges::none_of(sentence.gold, stays_open);
  });
  require(!closes || perfect.correct == perfect.gold, "gold against itself is perfect");
  require(found.overall.correct <= std::min(found.overall.gold, found.overall.predicted),
          "no more correct entities than there are");
}

/// The other modes against the sets of the naive ones. kStrict takes labels of its scheme only.
void check_modes(const score::ColumnFile& file) {
  std::vector<score::SentenceLabels> sentences;
  std::vector<test::Column> gold, predicted;
  for (const auto& sentence : file.sentences) {
    sentences.push_back({sentence.gold, sentence.labels});
    gold.push_back(sentence.gold);
    predicted.push_back(sentence.labels);
  }
  const auto seqeval = score::score_entities(sentences, {score::Mode::kSeqeval, {}});
  require(seqeval.overall ==
              test::count_sets(test::seqeval_spans(gold), test::seqeval_spans(predicted)),
          "seqeval's counts are those of the naive reading");
  const bool short_enough =
      std::ranges::all_of(gold, [](const auto& labels) { return labels.size() <= kLongestStrict; });
  for (const auto scheme : kSchemes) {
    score::Score found;
    const bool accepted = fuzz::accepts(ErrorKind::kData, [&] {
      found = score::score_entities(sentences, {score::Mode::kStrict, scheme});
    });
    if (!accepted || !short_enough) continue;
    const auto naive =
        test::count_sets(test::strict_spans(gold, scheme), test::strict_spans(predicted, scheme));
    require(found.overall == naive, "strict counts are those of the naive reading");
  }
}

void check_scheme(const std::vector<std::string>& labels, data::Scheme scheme) {
  std::map<std::string, std::int32_t, std::less<>> types;
  std::vector<data::NumberedTag> tags;
  for (const auto& label : labels) {
    const auto tag = data::parse_tag(label, scheme);
    if (!tag) return;
    const auto next = static_cast<std::int32_t>(types.size());
    const bool outside = tag->prefix == 'O';
    tags.push_back({tag->prefix, outside ? 0 : types.emplace(tag->type, next).first->second});
  }
  const auto converted = data::to_iob2(tags, scheme);
  require(converted.tags.size() == tags.size(), "one tag a word after conversion");
  const auto again = data::to_iob2(converted.tags, data::Scheme::kIob2);
  require(again.malformed.empty(), "what was converted is well-formed IOB2");
  for (std::size_t i = 0; i < tags.size(); ++i) {
    require(again.tags[i].prefix == converted.tags[i].prefix, "IOB2 converts to itself");
    require((tags[i].prefix == 'O') == (converted.tags[i].prefix == 'O'), "O stays O");
    if (tags[i].prefix != 'O')
      require(tags[i].type == converted.tags[i].type, "no word changes its type");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  score::ColumnFile file;
  const bool accepted = fuzz::accepts(ErrorKind::kData, [&] {
    file = score::parse_columns(fuzz::text_of(data, size), "fuzz", score::LabelColumns::kTwo);
  });
  if (!accepted) return 0;
  check_score(file);
  check_modes(file);
  for (const auto& sentence : file.sentences)
    for (const auto scheme : kSchemes) check_scheme(sentence.gold, scheme);
  return 0;
}
