// See compared_errors.hpp: how buckets and sentences are shown.
#include <algorithm>

#include <fmt/format.h>

#include "harness/score/spans.hpp"
#include "reports/compare/compared_errors.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

/// Words on both sides of an entity that are shown with it.
constexpr std::size_t kContext = 4;

using Labels = std::vector<std::string>;

std::vector<score::Span> spans_of(const Labels& labels) {
  const score::SentenceLabels sentence{labels, {}};
  auto spans = score::read_spans({&sentence, 1}, &score::SentenceLabels::gold, {}).spans;
  for (score::Span& span : spans) span.last = std::min(span.last, labels.size() - 1);
  return spans;
}

/// Which words are shown: those of entities, and what is near them.
std::vector<bool> shown_words(const SentenceComparison& sentence) {
  std::vector<bool> shown(sentence.words.size());
  for (const Labels* labels : {&sentence.gold, &sentence.a, &sentence.b})
    for (const score::Span& span : spans_of(*labels)) {
      const std::size_t first = span.first > kContext ? span.first - kContext : 0;
      const std::size_t end = std::min(span.last + kContext + 1, shown.size());
      for (std::size_t word = first; word < end; ++word) shown[word] = true;
    }
  return shown;
}

std::string f1_text(double f1) { return fmt::format("{:.1f}", 100 * f1); }

/// "0.33", "2"
std::string errors_text(double errors) { return fmt::format("{:.3g}", errors); }

/// The sentence behind whose labels they are.
std::string labelled(const char* whose, const std::string& text) {
  return beside(fmt::format("  {:<6}", whose), terminal_text(text));
}

}  // namespace

Table bucket_rows(const std::vector<BucketComparison>& buckets) {
  Table table;
  table.columns = {{"bucket"},      {"gold", true},     {"A", true}, {"B", true},
                   {"A - B", true}, {"interval", true}, {"p", true}, {"p Holm", true}};
  const bool several = std::ranges::any_of(
      buckets, [&](const auto& row) { return row.source != buckets.front().source; });
  for (const BucketComparison& row : buckets) {
    if (several) table.begin_band(row.source);
    auto& cells = table.rows.emplace_back();
    cells = {row.by + " " + (row.by == "type" ? type_name(row.bucket) : row.bucket),
             std::to_string(row.gold), f1_text(row.f1_a), f1_text(row.f1_b),
             fmt::format("{:+.1f}", 100 * (row.f1_a - row.f1_b))};
    if (row.test) {
      cells.emplace_back(fmt::format("{:.1f} to {:.1f}", 100 * row.test->interval.low,
                                     100 * row.test->interval.high));
      cells.emplace_back(p_text(row.test->p));
      cells.emplace_back(p_text(row.p_holm));
    } else {
      cells.resize(table.columns.size());
    }
  }
  for (const char* title : {"interval", "p", "p Holm"}) table.drop_if_empty(title);
  return table;
}

std::string marked_text(const SentenceComparison& sentence, const Labels& labels) {
  const auto shown = shown_words(sentence);
  const auto spans = spans_of(labels);
  std::string text;
  const auto put = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
  auto span = spans.begin();
  for (std::size_t word = 0; word < sentence.words.size(); ++word) {
    while (span != spans.end() && span->last < word) ++span;
    if (!shown[word]) {
      if (word == 0 || shown[word - 1]) put("...");
      continue;
    }
    const bool inside = span != spans.end() && span->first <= word;
    std::string marked = sentence.words[word];
    if (inside && span->first == word)
      marked = "[" + type_name(std::string(span->type)) + " " + marked;
    if (inside && span->last == word) marked += "]";
    put(marked);
  }
  return text;
}

std::string sentence_text(const SentenceComparison& sentence) {
  const std::string where =
      (sentence.source.empty() ? "" : sentence.source + " ") + sentence.target;
  const auto side = [](const char* name, double errors, std::uint64_t seed) {
    return fmt::format("{} {}{}", name, errors_text(errors),
                       seed > 0 ? fmt::format(" (below: seed {})", seed) : "");
  };
  const std::string out =
      wrapped(terminal_text(fmt::format("{}, sentence {}: {}, {}", where, sentence.sentence + 1,
                                        side("A", sentence.errors_a, sentence.seed_a),
                                        side("B", sentence.errors_b, sentence.seed_b))));
  return out + labelled("gold", marked_text(sentence, sentence.gold)) +
         labelled("A", marked_text(sentence, sentence.a)) +
         labelled("B", marked_text(sentence, sentence.b));
}

record::Json to_json(const BucketComparison& row) {
  using record::Json;
  Json json{{"source", row.source},
            {"by", row.by},
            {"bucket", row.bucket},
            {"gold", row.gold},
            {"a", row.f1_a},
            {"b", row.f1_b},
            {"difference", row.f1_a - row.f1_b},
            {"welch", nullptr},
            {"p_holm", nullptr}};
  if (!row.test) return json;
  json["welch"] = {{"low", row.test->interval.low},
                   {"high", row.test->interval.high},
                   {"standard_error", row.test->standard_error},
                   {"freedom", row.test->freedom},
                   {"p", row.test->p}};
  json["p_holm"] = row.p_holm;
  return json;
}

record::Json to_json(const SentenceComparison& row) {
  return {{"source", row.source},
          {"target", row.target},
          {"sentence", row.sentence + 1},
          {"words", row.words},
          {"gold", row.gold},
          {"a", {{"errors", row.errors_a}, {"seed", row.seed_a}, {"labels", row.a}}},
          {"b", {{"errors", row.errors_b}, {"seed", row.seed_b}, {"labels", row.b}}}};
}

}  // namespace xner::reports
