// See plain_file.hpp.
#include "harness/data/plain_file.hpp"

#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::data {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;
constexpr std::string_view kCanonicalStart = "{\"name\":";

LineReader reader_of(const std::string& bytes) {
  return LineReader(std::make_unique<std::istringstream>(bytes), false);
}

std::string_view last_field(std::string_view line, bool tabs) {
  const auto end = line.find_last_not_of(" \t");
  line = line.substr(0, end + 1);
  return line.substr(line.find_last_of(tabs ? "\t" : " \t") + 1);
}

struct Guess {
  ColumnFormat format;
  bool has_labels = false;
};

/// The scheme that has every prefix seen; all of them decode alike, so this decides only what
/// counts as malformed.
Scheme scheme_of(std::string_view prefixes) {
  const auto seen = [&](char prefix) { return prefixes.find(prefix) != std::string_view::npos; };
  if (seen('U') || seen('L')) return Scheme::kBilou;
  if (seen('S') || (seen('E') && seen('B'))) return Scheme::kIobes;
  return seen('E') ? Scheme::kIoe2 : Scheme::kIob2;
}

Guess guess(const std::string& bytes) {
  Guess out;
  LineReader lines = reader_of(bytes);
  const bool tabs = lines.any_tab_ahead();
  std::string line;
  std::string prefixes;
  LineDefect defect;
  bool comment_first = false;
  bool first_row = true;
  while (lines.next(line, defect)) {
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    if (first_row && tabs && line.starts_with("# ") && line.find('\t') == std::string::npos) {
      comment_first = true;
      continue;
    }
    if (std::exchange(first_row, false)) {
      const bool universal = comment_first && line.starts_with("1\t");
      if (universal) {
        out.format.word = 2;
        out.format.label = 3;
        out.format.comment = "#";
      }
      out.has_labels =
          universal || last_field(line, tabs).size() < line.find_last_not_of(" \t") + 1;
    }
    const std::string_view tag = last_field(line, tabs);
    if (tag.size() > 2 && tag[1] == '-' && prefixes.find(tag[0]) == std::string::npos)
      prefixes += tag[0];
  }
  if (out.format.label == -1) out.format.scheme = scheme_of(prefixes);
  out.format.keep_docstart = true;
  return out;
}

}  // namespace

ReadCorpus read_plain_labelled(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, kMaxFileBytes);
  if (bytes.starts_with(kCanonicalStart)) return {read_labelled_corpus(file), {}};
  const Guess guessed = guess(bytes);
  if (!guessed.has_labels && bytes.find_first_not_of(" \t\r\n") != std::string::npos)
    throw Error(ErrorKind::kData,
                "expected at least two columns, word first and tag last, found one",
                Place{file.string(), 1, 1}, "the file has words only");
  return read_columns(reader_of(bytes), file.string(), file.string(), "und", guessed.format);
}

TextCorpus read_plain_text(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, kMaxFileBytes);
  if (bytes.starts_with(kCanonicalStart) && file != "-") return read_text_corpus(file);
  Guess guessed = guess(bytes);
  guessed.format.label = 0;
  return read_columns(reader_of(bytes), file.string(), file.string(), "und", guessed.format)
      .corpus.text;
}

}  // namespace xner::data
