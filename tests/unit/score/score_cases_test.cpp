// Every text case of tests/cases/score.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/score/averages.hpp"
#include "harness/score/column_file.hpp"
#include "harness/score/semeval.hpp"
#include "harness/score/spans.hpp"
#include "tests/support/case_file.hpp"
#include "tests/support/naive_modes.hpp"
#include "tests/support/naive_scorer.hpp"

namespace xner::score {
namespace {

using test::Column;
using test::LabelledPair;
using test::TextCase;

std::vector<Column> split_sentences(const std::string& text) {
  std::vector<Column> sentences(1);
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (word == "||") {
      sentences.emplace_back();
      word.clear();
    } else if (!word.empty()) {
      sentences.back().push_back(std::exchange(word, ""));
    }
  }
  return sentences;
}

/// The columns of a case; views of its own strings.
struct Columns {
  explicit Columns(const TextCase& from) : Columns(from["gold"], from["pred"]) {}
  Columns(const std::string& gold_text, const std::string& predicted_text)
      : gold(split_sentences(gold_text)), predicted(split_sentences(predicted_text)) {
    EXPECT_EQ(gold.size(), predicted.size());
    for (std::size_t i = 0; i < gold.size(); ++i) views.push_back({gold[i], predicted[i]});
  }
  std::vector<Column> gold;
  std::vector<Column> predicted;
  std::vector<SentenceLabels> views;
};

/// "conlleval", "seqeval" or "strict IOB2".
Reading reading_of(const std::string& name) {
  if (!name.starts_with("strict ")) return {mode_from_name(name)};
  return {Mode::kStrict, scheme_from_title(name.substr(7))};
}

bool is_reading(const std::string& name) {
  return name == "conlleval" || name == "seqeval" || name.starts_with("strict ");
}

std::string show(const Counts& counts) {
  return fmt::format("{}/{}/{}", counts.gold, counts.predicted, counts.correct);
}

std::string show(const Values& values) {
  const auto one = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.3f}", *value) : std::string("–");
  };
  return one(values.precision) + "/" + one(values.recall) + "/" + one(values.f1);
}

std::string show(const SemevalCounts& counts) {
  return fmt::format("{} {} {} {} {}", counts.correct, counts.incorrect, counts.partial,
                     counts.missed, counts.spurious);
}

std::string show(const std::vector<Span>& spans) {
  std::vector<std::string> texts;
  for (const Span& span : spans)
    texts.push_back(fmt::format("{}[{},{}]", span.type, span.first, span.last));
  return texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, " "));
}

/// What `action` says, or "refused" if it refuses the labels.
template <class Action>
std::string result_of(const Action& action) {
  try {
    return show(action());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return "refused";
  }
}

Counts count_naively(const Columns& columns, const Reading& reading) {
  if (reading.mode == Mode::kSeqeval)
    return test::count_sets(test::seqeval_spans(columns.gold),
                            test::seqeval_spans(columns.predicted));
  if (reading.mode == Mode::kStrict)
    return test::count_sets(test::strict_spans(columns.gold, reading.scheme),
                            test::strict_spans(columns.predicted, reading.scheme));
  std::vector<LabelledPair> pairs;
  for (std::size_t i = 0; i < columns.gold.size(); ++i)
    pairs.push_back({columns.gold[i], columns.predicted[i]});
  return test::count_by_rules(pairs);
}

bool is_ascii(const std::string& text) {
  return text.find_first_not_of(
             " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
             "abcdefghijklmnopqrstuvwxyz{|}~") == std::string::npos;
}

TEST(ScoreCases, Counts) {
  int checked = 0;
  for (const TextCase& one : test::read_cases("score/counts.cases")) {
    const Columns columns(one);
    for (const auto& [name, expected] : one.fields) {
      if (!is_reading(name)) continue;
      const std::string what = one.place + " " + one["case"] + ", " + name;
      const Reading reading = reading_of(name);
      EXPECT_EQ(result_of([&] { return score_entities(columns.views, reading).overall; }), expected)
          << what;
      if (expected != "refused" && is_ascii(one["gold"])) {  // the naive scorers know bytes
        EXPECT_EQ(show(count_naively(columns, reading)), expected) << "naive scorer: " << what;
      }
      ++checked;
    }
  }
  EXPECT_EQ(checked, 52 * 3);
}

TEST(ScoreCases, Spans) {
  for (const TextCase& one : test::read_cases("score/spans.cases")) {
    const Columns columns(one["labels"], one["labels"]);
    for (const auto& [name, expected] : one.fields) {
      if (!is_reading(name)) continue;
      const auto spans = [&, mode = name] {
        return read_spans(columns.views, &SentenceLabels::gold, reading_of(mode)).spans;
      };
      EXPECT_EQ(result_of(spans), expected) << one.place << " " << name;
    }
  }
}

TEST(ScoreCases, Averages) {
  for (const TextCase& one : test::read_cases("score/averages.cases")) {
    const Columns columns(one);
    const Score score = score_entities(columns.views, {Mode::kSeqeval});
    for (const auto& [name, expected] : one.fields) {
      if (name == "case" || name == "gold" || name == "pred") continue;
      const auto space = name.find(' ');
      ZeroDivision zero_division;
      if (name.starts_with("0")) zero_division = 0.0;
      if (name.starts_with("1")) zero_division = 1.0;
      const Averages all = averages(score, zero_division);
      const std::string which = name.substr(space + 1);
      const Values values = which == "micro"         ? all.micro
                            : which == "macro_gold"  ? all.macro_gold
                            : which == "macro_union" ? all.macro_union
                                                     : all.weighted;
      EXPECT_EQ(show(values), expected) << one.place << " " << one["case"] << ", " << name;
    }
  }
}

TEST(ScoreCases, Semeval) {
  for (const TextCase& one : test::read_cases("score/semeval.cases")) {
    const Columns columns(one);
    const Semeval measures = semeval(read_spans(columns.views, &SentenceLabels::gold, {}),
                                     read_spans(columns.views, &SentenceLabels::predicted, {}));
    EXPECT_EQ(show(measures.strict), one["strict"]) << one.place;
    EXPECT_EQ(show(measures.exact), one["exact"]) << one.place;
    EXPECT_EQ(show(measures.partial), one["partial"]) << one.place;
    EXPECT_EQ(show(measures.type), one["type"]) << one.place;
    const Semeval naive = test::semeval_by_search(test::seqeval_spans(columns.gold),
                                                  test::seqeval_spans(columns.predicted));
    EXPECT_EQ(show(naive.strict), one["strict"]) << one.place;
    EXPECT_EQ(show(naive.type), one["type"]) << one.place;
  }
}

std::string unescape(std::string text) {
  const std::vector<std::pair<std::string, std::string>> escapes{
      {"\\t", "\t"}, {"\\r", "\r"}, {"\\n", "\n"}, {"\\ufeff", "\xEF\xBB\xBF"}};
  for (const auto& [from, to] : escapes)
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from))
      text.replace(at, from.size(), to);
  return text;
}

std::string score_file(const std::string& text) {
  ColumnFile file;
  try {
    file = parse_columns(text, "file", LabelColumns::kTwo);
  } catch (const Error& error) {
    return error.what();
  }
  std::vector<SentenceLabels> sentences;
  for (const auto& sentence : file.sentences) sentences.push_back({sentence.gold, sentence.labels});
  std::vector<std::string> types;
  for (const auto& [type, counts] : score_conlleval(sentences).types)
    types.push_back((type.empty() ? "(untyped)" : type) + " " + show(counts));
  return fmt::format("{}", fmt::join(types, ", "));
}

TEST(ScoreCases, Files) {
  for (const TextCase& one : test::read_cases("score/files.cases")) {
    const std::string result = score_file(unescape(one["text"]));
    if (one.has("error"))
      EXPECT_EQ(result.substr(0, one["error"].size()), one["error"]) << one.place;
    else
      EXPECT_EQ(result, one["counts"]) << one.place;
  }
}

}  // namespace
}  // namespace xner::score
