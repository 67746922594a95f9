// See column_reader.hpp. A sentence is collected row by row and converted to IOB2 when it ends.
#include "harness/data/column_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error_list.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"

namespace xner::data {
namespace {

constexpr std::string_view kDocstart = "-DOCSTART-";

std::string_view trim(std::string_view text, std::string_view blanks) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool unusual(std::string_view word) {
  for (std::size_t offset = 0; offset < word.size();) {
    const char32_t c = next_code_point(word, offset);
    if (c == 0xA0 || c == 0xAD || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
        (c >= 0x202A && c <= 0x202F) || (c >= 0x2060 && c <= 0x2069))
      return true;
  }
  return false;
}

class ColumnReader {
 public:
  ColumnReader(LineReader lines, const std::string& file, const ColumnFormat& format)
      : lines_(std::move(lines)), format_(format), errors_(file), columns_(format.columns) {
    tabs_ = format.separator == Separator::kTab ||
            (format.separator == Separator::kAuto && lines_.any_tab_ahead());
    for (const auto& type : format.types)
      number_of_.emplace(type, static_cast<std::int32_t>(number_of_.size()));
    declared_ = !format.types.empty();
  }

  ReadCorpus read() {
    std::string line;
    LineDefect defect;
    while (lines_.next(line, defect)) {
      if (!defect.message.empty()) {
        errors_.add(lines_.line(), defect.column, defect.message);
      } else if (line.find_first_not_of(" \t") == std::string::npos) {
        end_sentence();
      } else if (is_comment(line)) {
        comment(line);
      } else {
        row(line);
      }
    }
    end_sentence();
    if (errors_.size() == 0 && out_.corpus.text.sentences.empty())
      errors_.add(lines_.line(), 0, "expected at least one sentence, found none");
    errors_.throw_if_any();
    out_.report.lines = lines_.report();
    if (format_.label != 0) name_labels();
    return std::move(out_);
  }

 private:
  bool is_comment(std::string_view line) const {
    if (format_.comment.empty() || !line.starts_with(format_.comment) || rows_ > 0) return false;
    // In a file of tabs a field that is just the marker is a word.
    return !tabs_ || line.substr(0, line.find('\t')) != format_.comment;
  }

  void comment(std::string_view line) {
    ++out_.report.comments;
    const std::string_view text = trim(line.substr(format_.comment.size()), " \t");
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || trim(text.substr(0, equals), " \t") != "sent_id")
      return;
    const std::string_view id = trim(text.substr(equals + 1), " \t");
    if (id.size() > kMaxTokenBytes)
      errors_.add(lines_.line(), 1,
                  fmt::format("expected a sentence id of at most {} bytes, found {}",
                              kMaxTokenBytes, id.size()));
    else
      id_ = id;
  }

  void split(std::string_view line) {
    fields_.clear();
    if (tabs_) {
      for (std::size_t begin = 0; begin <= line.size();) {
        const std::size_t end = std::min(line.find('\t', begin), line.size());
        fields_.push_back(line.substr(begin, end - begin));
        begin = end + 1;
      }
      return;
    }
    for (std::size_t begin = line.find_first_not_of(" \t"); begin < line.size();) {
      const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
      fields_.push_back(line.substr(begin, end - begin));
      begin = line.find_first_not_of(" \t", end);
    }
  }

  /// @pre as many fields as the column needs.
  std::size_t index_of(int column) const {
    return column > 0 ? static_cast<std::size_t>(column - 1)
                      : fields_.size() - static_cast<std::size_t>(-column);
  }

  /// The field of a column, without blanks at its edges, and where it begins in its line.
  std::pair<std::string_view, std::size_t> field(int column, std::string_view line) const {
    const std::string_view raw = fields_[index_of(column)];
    return {trim(raw, " "), static_cast<std::size_t>(raw.data() - line.data()) + 1};
  }

  bool column_count_is_right(std::string_view line) {
    const int found = static_cast<int>(fields_.size());
    int least = std::max(std::abs(format_.word), std::abs(format_.label));
    // A word is not its own tag: the first column and the last may be one.
    if (format_.label != 0 && found >= least && index_of(format_.word) == index_of(format_.label))
      least = found + 1;
    if (columns_ == 0 && found >= least) columns_ = found;
    if (columns_ == found && found >= least) return true;
    const int expected = std::max(columns_, least);
    errors_.add(lines_.line(),
                found > expected ? offset(line, fields_[static_cast<std::size_t>(expected)]) : 1,
                fmt::format("expected {} columns separated by {}, found {}", expected,
                            tabs_ ? "tabs" : "blanks", found));
    return false;
  }

  static std::size_t offset(std::string_view line, std::string_view part) {
    return static_cast<std::size_t>(part.data() - line.data()) + 1;
  }

  void row(std::string_view line) {
    ++rows_;
    if (rows_ > kMaxSentenceWords) {
      if (rows_ == kMaxSentenceWords + 1)
        errors_.add(lines_.line(), 1,
                    fmt::format("expected sentences of at most {} words, found a longer one",
                                kMaxSentenceWords));
      return;
    }
    split(line);
    if (!column_count_is_right(line)) return;
    auto [word, column] = field(format_.word, line);
    if (word == kDocstart) {
      ++out_.report.docstart_words;
      if (!format_.keep_docstart) return;
    }
    if (!remove_prefix(word, column)) return;
    if (word.empty() || word.size() > kMaxTokenBytes) {
      errors_.add(
          lines_.line(), column,
          fmt::format("expected a word of 1 to {} bytes, found {}", kMaxTokenBytes, word.size()));
      return;
    }
    if (format_.label != 0 && !tag(line)) return;
    words_.emplace_back(word);
    numbers_.push_back(lines_.line());
    if (unusual(word)) ++out_.report.unusual_words;
  }

  /// Whether the file has prefixes is decided by its first word: a word such as "en:Foo" may occur
  /// in a file without.
  bool remove_prefix(std::string_view& word, std::size_t column) {
    if (format_.word_prefix.empty()) return true;
    if (!prefixed_) prefixed_ = word.starts_with(format_.word_prefix);
    if (!*prefixed_) return true;
    if (!word.starts_with(format_.word_prefix)) {
      errors_.add(
          lines_.line(), column,
          fmt::format("expected '{}' before the word, as before the file's first, found '{}'",
                      format_.word_prefix, shortened(word)));
      return false;
    }
    word.remove_prefix(format_.word_prefix.size());
    return true;
  }

  bool tag(std::string_view line) {
    const auto [text, column] = field(format_.label, line);
    const auto parsed = parse_tag(text, format_.scheme);
    const bool blank = text.find(' ') != std::string_view::npos;  // in a file of tabs
    if (!parsed || blank || text.size() > kMaxTokenBytes) {
      errors_.add(lines_.line(), column,
                  fmt::format("expected 'O' or a tag of the scheme {}, found '{}'",
                              scheme_name(format_.scheme), shortened(text)));
      return false;
    }
    if (parsed->prefix == 'O') {
      tags_.push_back({});
      return true;
    }
    auto at = number_of_.find(parsed->type);
    if (at == number_of_.end() && declared_) {
      errors_.add(lines_.line(), column,
                  fmt::format("expected an entity type of the data set, found '{}'; {}",
                              shortened(parsed->type), nearest_hint(parsed->type, format_.types)));
      return false;
    }
    if (at == number_of_.end())
      at = number_of_.emplace(parsed->type, static_cast<std::int32_t>(number_of_.size())).first;
    tags_.push_back({parsed->prefix, at->second});
    return true;
  }

  void end_sentence() {
    if (rows_ > 0) {
      if (words_.empty()) {
        if (out_.report.docstart_words > docstarts_before_) ++out_.report.docstart_sentences;
      } else {
        keep_sentence();
      }
      id_.clear();
    }
    docstarts_before_ = out_.report.docstart_words;
    rows_ = 0;
    words_.clear();
    tags_.clear();
    numbers_.clear();
  }

  void keep_sentence() {
    auto& sentences = out_.corpus.text.sentences;
    if (id_.empty()) id_ = std::to_string(sentences.size() + 1);
    if (!ids_.insert(id_).second)
      errors_.add(numbers_.front(), 0,
                  fmt::format("expected unique sentence ids, found '{}' again", shortened(id_)));
    if (format_.label != 0) {
      const Iob2Tags converted = to_iob2(tags_, format_.scheme);
      out_.report.malformed += converted.malformed.size();
      if (format_.strict)
        for (const std::size_t word : converted.malformed)
          errors_.add(numbers_[word], 0,
                      fmt::format("expected tags of the scheme {}, found {}- where it cannot stand",
                                  scheme_name(format_.scheme), tags_[word].prefix));
      auto& labels = out_.corpus.labels.emplace_back();
      labels.reserve(converted.tags.size());
      for (const auto& [prefix, type] : converted.tags)
        labels.push_back(prefix == 'O' ? 0 : 2 * type + (prefix == 'B' ? 1 : 2));
    }
    sentences.push_back({std::exchange(id_, {}), std::exchange(words_, {}), ""});
  }

  /// Labels so far count types in order of appearance; a label set has them in alphabetical order.
  void name_labels() {
    std::vector<std::string> types(number_of_.size());
    for (const auto& [type, number] : number_of_) types[static_cast<std::size_t>(number)] = type;
    out_.corpus.label_set = LabelSet(types);
    std::vector<LabelId> renamed{0};
    for (const auto& type : types)
      for (const char* prefix : {"B-", "I-"})
        renamed.push_back(*out_.corpus.label_set.find(prefix + type));
    for (auto& labels : out_.corpus.labels)
      for (auto& label : labels) label = renamed[static_cast<std::size_t>(label)];
  }

  LineReader lines_;
  const ColumnFormat& format_;
  ErrorList errors_;
  int columns_;
  bool tabs_ = false;
  bool declared_ = false;
  std::optional<bool> prefixed_;
  std::map<std::string, std::int32_t, std::less<>> number_of_;
  std::vector<std::string_view> fields_;
  std::unordered_set<std::string> ids_;
  ReadCorpus out_;
  // The sentence being collected.
  std::size_t rows_ = 0;
  std::size_t docstarts_before_ = 0;
  std::string id_;
  std::vector<std::string> words_;
  std::vector<NumberedTag> tags_;
  std::vector<std::size_t> numbers_;  ///< line of each word
};

}  // namespace

ReadCorpus read_columns(LineReader lines, const std::string& file, const std::string& name,
                        const std::string& language, const ColumnFormat& format) {
  ReadCorpus out = ColumnReader(std::move(lines), file, format).read();
  out.corpus.text.name = name;
  out.corpus.text.language = language;
  return out;
}

ReadCorpus read_columns(const std::filesystem::path& file, const std::string& name,
                        const std::string& language, const ColumnFormat& format) {
  return read_columns(LineReader(file, format.repair_utf8), file.string(), name, language, format);
}

}  // namespace xner::data
