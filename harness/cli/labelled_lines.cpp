// See labelled_lines.hpp.
#include "harness/cli/labelled_lines.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::cli {
namespace {

/// Lines by LF, CR LF or CR, as the readers of corpora split them.
std::vector<std::string_view> lines_of(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    lines.push_back(bytes.substr(0, end));
    const bool pair = bytes.substr(end).starts_with("\r\n");
    bytes.remove_prefix(std::min(bytes.size(), end + (pair ? 2 : 1)));
  }
  return lines;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t") == line.npos; }

/// A canonical corpus has no columns to keep: words and labels are written.
std::string plain_columns(const data::TextCorpus& text,
                          const std::vector<std::vector<std::string>>& labels) {
  std::string out;
  for (std::size_t s = 0; s < text.sentences.size(); ++s) {
    const auto& words = text.sentences[s].words;
    for (std::size_t w = 0; w < words.size(); ++w)
      out += fmt::format("{}\t{}\n", words[w], labels[s][w]);
    out += '\n';
  }
  return out;
}

}  // namespace

std::string append_labels(std::string_view bytes, const data::TextCorpus& text,
                          const std::vector<std::vector<std::string>>& labels) {
  if (bytes.starts_with("{\"name\":")) return plain_columns(text, labels);
  const auto lines = lines_of(bytes);
  const char separator = bytes.find('\t') == bytes.npos ? ' ' : '\t';
  std::size_t rows = 0;
  for (const auto line : lines) rows += is_blank(line) ? 0 : 1;
  const bool has_comments = rows != text.word_count();

  std::string out;
  std::size_t sentence = 0, word = 0;
  for (const auto line : lines) {
    out += line;
    const bool comment = has_comments && word == 0 && line.starts_with("#");
    if (!is_blank(line) && !comment) {
      if (sentence == labels.size())
        throw Error(ErrorKind::kInternal, "the file has more rows than words were read");
      out += separator;
      out += labels[sentence][word];
      if (++word == labels[sentence].size()) {
        ++sentence;
        word = 0;
      }
    }
    out += '\n';
  }
  if (sentence != labels.size())
    throw Error(ErrorKind::kInternal, "the file has fewer rows than words were read");
  return out;
}

}  // namespace xner::cli
