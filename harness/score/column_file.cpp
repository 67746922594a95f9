// See column_file.hpp.
#include "harness/score/column_file.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/error_list.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"

namespace xner::score {
namespace {

/// Without the blanks at its edges.
std::string_view trim(std::string_view field) {
  const std::size_t begin = field.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return field.substr(begin, field.find_last_not_of(' ') - begin + 1);
}

/// One file while it is read, line by line. A defective line is told and left out.
class Parser {
 public:
  Parser(std::string name, bool tabs, LabelColumns labels)
      : tabs_(tabs), label_columns_(static_cast<std::size_t>(labels)), errors_(name) {
    file_.name = std::move(name);
  }

  void line(std::string_view text) {
    ++line_;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (!is_text(text)) return;
    if (text.find_first_not_of(" \t") == std::string_view::npos) {
      open_ = false;
      return;
    }
    split(text);
    if (columns_are_right() && fields_are_right()) add_word();
  }

  /// @throws Error{kData} with every defect.
  [[nodiscard]] ColumnFile finish() {
    errors_.throw_if_any();
    return std::move(file_);
  }

 private:
  /// Says what is wrong with the line; always false.
  bool refuse(const std::string& message, std::size_t column = 0, const std::string& hint = {}) {
    errors_.add(Place{file_.name, line_, column}, message, hint);
    return false;
  }

  bool is_text(std::string_view text) {
    if (text.size() > kMaxLineBytes)
      return refuse(
          fmt::format("expected lines of at most {} bytes, found {}", kMaxLineBytes, text.size()));
    if (const auto at = find_invalid_utf8(text))
      return refuse(fmt::format("expected UTF-8, found byte 0x{:02X}",
                                static_cast<unsigned>(static_cast<unsigned char>(text[*at]))),
                    *at + 1);
    if (const auto at = find_control(text)) {
      std::size_t offset = *at;
      return refuse(fmt::format("expected text, found the control character U+{:04X}",
                                static_cast<unsigned>(next_code_point(text, offset))),
                    *at + 1);
    }
    return true;
  }

  void split(std::string_view text) {
    fields_.clear();
    if (tabs_) {
      std::size_t begin = 0;
      for (std::size_t end = text.find('\t'); end != std::string_view::npos;
           end = text.find('\t', begin)) {
        fields_.push_back(trim(text.substr(begin, end - begin)));
        begin = end + 1;
      }
      fields_.push_back(trim(text.substr(begin)));
      return;
    }
    for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos;
         begin = text.find_first_not_of(' ', begin)) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      fields_.push_back(text.substr(begin, end - begin));
      begin = end;
    }
  }

  bool columns_are_right() {
    const char* separator = tabs_ ? "tabs" : "spaces";
    if (file_.columns == 0) {
      if (fields_.size() < label_columns_)
        return refuse(fmt::format("expected at least {} columns separated by {}, found {}",
                                  label_columns_, separator, fields_.size()),
                      0,
                      label_columns_ == 2
                          ? "one file needs gold and predicted labels in its last two columns"
                          : "");
      file_.columns = fields_.size();
    }
    if (fields_.size() != file_.columns)
      return refuse(
          fmt::format("expected {} columns separated by {} as in the lines before, found {}",
                      file_.columns, separator, fields_.size()));
    return true;
  }

  /// The word, if there is one, and the labels; other columns are not read.
  bool fields_are_right() {
    const std::size_t labels = fields_.size() - label_columns_;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (i > 0 && i < labels) continue;
      const char* what = i < labels ? "word" : "label";
      if (fields_[i].empty())
        return refuse(fmt::format("expected a {} in column {}, found nothing", what, i + 1));
      if (fields_[i].size() > kMaxTokenBytes)
        return refuse(fmt::format("expected a {} of at most {} bytes in column {}, found {}", what,
                                  kMaxTokenBytes, i + 1, fields_[i].size()));
    }
    return true;
  }

  void add_word() {
    if (!std::exchange(open_, true)) {
      file_.sentences.emplace_back();
      file_.sentences.back().first_line = line_;
    }
    ColumnSentence& sentence = file_.sentences.back();
    const std::size_t last = fields_.size() - 1;
    sentence.words.emplace_back(fields_.size() > label_columns_ ? fields_[0] : std::string_view{});
    if (label_columns_ == 2) sentence.gold.emplace_back(fields_[last - 1]);
    sentence.labels.emplace_back(fields_[last]);
  }

  ColumnFile file_;
  bool tabs_;
  std::size_t label_columns_;
  ErrorList errors_;
  std::size_t line_ = 0;
  bool open_ = false;
  std::vector<std::string_view> fields_;
};

void check_partner(const ColumnFile& gold, const ColumnFile& predicted, std::size_t i) {
  const ColumnSentence& wanted = gold.sentences[i];
  const ColumnSentence& found = predicted.sentences[i];
  if (wanted.labels.size() == found.labels.size()) return;
  throw Error(
      ErrorKind::kData,
      fmt::format("sentence {}: expected {} words as in {}, found {}", i + 1, wanted.labels.size(),
                  Place{gold.name, wanted.first_line}.text(), found.labels.size()),
      Place{predicted.name, found.first_line + std::min(wanted.labels.size(), found.labels.size())},
      "gold and prediction must have the same words and blank lines");
}

std::string gold_digest(const ColumnFile& file) {
  std::string lines;
  for (const ColumnSentence& sentence : file.sentences) {
    for (std::size_t i = 0; i < sentence.gold.size(); ++i)
      lines += sentence.words[i] + "\t" + sentence.gold[i] + "\n";
    lines += "\n";
  }
  return sha256(lines);
}

}  // namespace

ColumnFile parse_columns(std::string_view bytes, std::string name, LabelColumns labels) {
  const std::string digest = sha256(bytes);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  Parser parser(std::move(name), bytes.find('\t') != std::string_view::npos, labels);
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    parser.line(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  ColumnFile file = parser.finish();
  file.digest = labels == LabelColumns::kTwo ? gold_digest(file) : digest;
  return file;
}

ColumnFile read_column_file(const std::filesystem::path& path, LabelColumns labels) {
  return parse_columns(read_file(path, kMaxCorpusBytes), path.string(), labels);
}

Alignment align(ColumnFile gold, ColumnFile predicted) {
  const std::size_t common = std::min(gold.sentences.size(), predicted.sentences.size());
  for (std::size_t i = 0; i < common; ++i) check_partner(gold, predicted, i);
  if (gold.sentences.size() != predicted.sentences.size()) {
    const ColumnFile& longer = gold.sentences.size() > common ? gold : predicted;
    throw Error(ErrorKind::kData,
                fmt::format("expected {} sentences as in {}, found {} in {}", gold.sentences.size(),
                            gold.name, predicted.sentences.size(), predicted.name),
                Place{longer.name, longer.sentences[common].first_line},
                "this sentence has no partner");
  }

  const bool both_have_words = gold.columns > 1 && predicted.columns > 1;
  Alignment result{std::move(gold), 0, {}};
  for (std::size_t i = 0; i < common; ++i) {
    ColumnSentence& sentence = result.file.sentences[i];
    ColumnSentence& other = predicted.sentences[i];
    for (std::size_t w = 0; both_have_words && w < sentence.words.size(); ++w) {
      if (sentence.words[w] == other.words[w]) continue;
      if (result.differing_words++ == 0)
        result.first_difference = fmt::format("{}: expected the word '{}', found '{}'",
                                              Place{predicted.name, other.first_line + w}.text(),
                                              sentence.words[w], other.words[w]);
    }
    sentence.gold = std::exchange(sentence.labels, std::move(other.labels));
  }
  return result;
}

std::optional<PlacedLabel> find_label(const ColumnFile& file,
                                      const std::function<bool(std::string_view)>& wanted) {
  for (const ColumnSentence& sentence : file.sentences) {
    for (std::size_t i = 0; i < sentence.labels.size(); ++i) {
      if (!sentence.gold.empty() && wanted(sentence.gold[i]))
        return PlacedLabel{sentence.first_line + i, sentence.gold[i]};
      if (wanted(sentence.labels[i]))
        return PlacedLabel{sentence.first_line + i, sentence.labels[i]};
    }
  }
  return std::nullopt;
}

}  // namespace xner::score
