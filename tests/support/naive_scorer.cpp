// See naive_scorer.hpp.
#include "tests/support/naive_scorer.hpp"

#include <set>
#include <string_view>
#include <tuple>

namespace xner::test {
namespace {

struct Tag {
  std::string prefix = "O";
  std::string type;
};

Tag parse(const std::string& label) {
  const auto hyphen = label.find('-');
  if (hyphen == std::string::npos) return {label, ""};
  return {label.substr(0, hyphen), label.substr(hyphen + 1)};
}

using Span =
    std::tuple<std::size_t, std::string, std::size_t, std::size_t>;  // sentence, type, first, last

void add_spans(const Column& labels, std::size_t sentence, std::set<Span>& spans) {
  std::size_t i = 0;
  while (i < labels.size()) {
    const Tag first = parse(labels[i]);
    std::size_t end = i + 1;
    if (first.prefix == "O") {
      i = end;
      continue;
    }
    // An entity goes on while the type stays and nothing opens the next one: B (unless after E), or
    // anything after E but B.
    for (; end < labels.size(); ++end) {
      const Tag before = parse(labels[end - 1]);
      const Tag now = parse(labels[end]);
      const bool opens = before.prefix == "E" ? now.prefix != "B" : now.prefix == "B";
      if (now.prefix == "O" || now.type != first.type || opens) break;
    }
    spans.emplace(sentence, first.type, i, end - 1);
    i = end;
  }
}

bool any(std::string_view pair, std::initializer_list<std::string_view> pairs) {
  for (const auto& wanted : pairs)
    if (pair == wanted) return true;
  return false;
}

bool start(const Tag& p, const Tag& c) {
  if (any(p.prefix + " " + c.prefix, {"B B", "I B", "O B", "O I", "E I", "O E", "E E"}))
    return true;
  if (c.prefix != "O" && c.prefix != "." && p.type != c.type) return true;
  return c.prefix == "[" || c.prefix == "]";
}

bool end(const Tag& p, const Tag& c) {
  if (any(p.prefix + " " + c.prefix, {"B B", "B O", "I B", "I O", "E E", "E I", "E O"}))
    return true;
  if (p.prefix != "O" && p.prefix != "." && p.type != c.type) return true;
  return p.prefix == "[" || p.prefix == "]";
}

}  // namespace

score::Counts count_by_spans(const std::vector<LabelledPair>& sentences) {
  std::set<Span> gold;
  std::set<Span> predicted;
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    add_spans(sentences[s].gold, s, gold);
    add_spans(sentences[s].predicted, s, predicted);
  }
  score::Counts counts{static_cast<std::int64_t>(gold.size()),
                       static_cast<std::int64_t>(predicted.size()), 0};
  for (const Span& span : gold) counts.correct += predicted.contains(span) ? 1 : 0;
  return counts;
}

score::Counts count_by_rules(const std::vector<LabelledPair>& sentences) {
  Column gold;
  Column predicted;
  for (const auto& sentence : sentences) {
    gold.insert(gold.end(), sentence.gold.begin(), sentence.gold.end());
    predicted.insert(predicted.end(), sentence.predicted.begin(), sentence.predicted.end());
    gold.emplace_back("O");
    predicted.emplace_back("O");
  }
  score::Counts counts;
  bool in_correct = false;
  Tag last_gold;
  Tag last_predicted;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const Tag g = parse(gold[i]);
    const Tag p = parse(predicted[i]);
    const bool gold_ends = end(last_gold, g);
    const bool predicted_ends = end(last_predicted, p);
    if (in_correct && gold_ends && predicted_ends && last_gold.type == last_predicted.type) {
      in_correct = false;
      ++counts.correct;
    } else if (in_correct && (gold_ends != predicted_ends || g.type != p.type)) {
      in_correct = false;
    }
    if (start(last_gold, g) && start(last_predicted, p) && g.type == p.type) in_correct = true;
    counts.gold += start(last_gold, g) ? 1 : 0;
    counts.predicted += start(last_predicted, p) ? 1 : 0;
    last_gold = g;
    last_predicted = p;
  }
  counts.correct += in_correct ? 1 : 0;
  return counts;
}

}  // namespace xner::test
