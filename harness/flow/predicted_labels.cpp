// See predicted_labels.hpp.
#include "harness/flow/predicted_labels.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/utf8.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool is_label(std::string_view label) {
  if (label == "O") return true;
  return label.size() > 2 && (label[0] == 'B' || label[0] == 'I') && label[1] == '-' &&
         !find_invalid_utf8(label) && std::none_of(label.begin(), label.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x21;
         });
}

/// Evaluation points that have predictions for both splits, ascending.
std::vector<std::int64_t> steps_in(const fs::path& folder) {
  std::vector<std::int64_t> steps;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder / "dev", absent)) {
    const std::string stem = entry.path().stem().string();
    std::int64_t step = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), step);
    const bool whole = error == std::errc() && end == stem.data() + stem.size();
    if (whole && fs::is_regular_file(folder / "test" / entry.path().filename()))
      steps.push_back(step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

}  // namespace

PredictedLabels read_predicted_labels(const fs::path& file, const data::TextCorpus& text) {
  PredictedLabels read;
  if (!fs::is_regular_file(file)) {
    read.problem =
        fmt::format("expected a file of predictions, found none at {}", file.filename().string());
    return read;
  }
  std::string bytes = read_file(file);
  if (!bytes.empty() && bytes.back() == '\n') bytes.pop_back();
  const auto lines = split(bytes, '\n');
  if (lines.size() != text.sentences.size()) {
    read.problem = fmt::format("expected {} sentences of predictions for {}, found {}",
                               text.sentences.size(), text.name, lines.size());
    return read;
  }
  for (std::size_t s = 0; s < lines.size(); ++s) {
    const auto labels = split(lines[s], ' ');
    const std::size_t words = text.sentences[s].words.size();
    if (labels.size() != words) {
      read.problem = fmt::format("sentence {} of {}: expected {} labels, found {}", s + 1,
                                 text.name, words, labels.size());
      return read;
    }
    for (const auto label : labels) {
      if (is_label(label)) continue;
      read.problem = fmt::format("sentence {} of {}: expected IOB2 labels, found '{}'", s + 1,
                                 text.name, printable(label));
      return read;
    }
    read.labels.emplace_back(labels.begin(), labels.end());
  }
  return read;
}

std::vector<std::vector<std::string>> label_names(const data::LabelledCorpus& corpus) {
  std::vector<std::vector<std::string>> names;
  names.reserve(corpus.size());
  for (const auto& sentence : corpus.labels) {
    auto& row = names.emplace_back();
    row.reserve(sentence.size());
    for (const auto label : sentence) row.push_back(corpus.label_set.name(label));
  }
  return names;
}

score::Score score_labels(const std::vector<std::vector<std::string>>& gold,
                          const std::vector<std::vector<std::string>>& predicted) {
  std::vector<score::SentenceLabels> sentences;
  sentences.reserve(gold.size());
  for (std::size_t s = 0; s < gold.size(); ++s) sentences.push_back({gold[s], predicted.at(s)});
  return score::score_conlleval(sentences);
}

OracleChoice choose_by_target_dev(const fs::path& folder, const data::LabelledCorpus& dev,
                                  const data::TextCorpus& test) {
  OracleChoice choice;
  const auto gold = label_names(dev);
  double best = -1;
  for (const std::int64_t step : steps_in(folder)) {
    const std::string file = fmt::format("{}.txt", step);
    const auto predicted = read_predicted_labels(folder / "dev" / file, dev.text);
    if (!predicted.problem.empty()) {
      choice.test.problem = predicted.problem;
      return choice;
    }
    const double f1 = score_labels(gold, predicted.labels).overall.f1().value_or(0);
    if (f1 <= best) continue;
    best = f1;
    choice.step = step;
  }
  if (best < 0) {
    choice.test.problem =
        "expected predictions at evaluation points ({dev,test}/<step>.txt), found none";
    return choice;
  }
  choice.test = read_predicted_labels(folder / "test" / fmt::format("{}.txt", choice.step), test);
  return choice;
}

}  // namespace xner::flow
