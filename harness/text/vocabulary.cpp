// See vocabulary.hpp.
#include "harness/text/vocabulary.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/error_list.hpp"
#include "harness/base/files.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::size_t line, std::string message,
                       std::string hint = "copy the encoder again") {
  throw Error(ErrorKind::kData, std::move(message), Place{file.string(), line, 0}, std::move(hint));
}

/// What is wrong with a line, or "".
std::string defect_of(std::string_view line) {
  if (line.empty()) return "expected a piece, found an empty line";
  if (line.back() == '\r') return "expected lines that end in LF, found CRLF";
  if (const auto byte = find_invalid_utf8(line))
    return fmt::format("expected UTF-8, found an invalid byte at byte {}", *byte + 1);
  constexpr std::string_view kBlanks = " \t";
  if (kBlanks.find(line.front()) != kBlanks.npos || kBlanks.find(line.back()) != kBlanks.npos)
    return fmt::format("expected a piece without blanks around it, found '{}'", shortened(line));
  return {};
}

}  // namespace

std::vector<std::string> read_vocabulary(const std::filesystem::path& file) {
  return parse_vocabulary(read_file(file, kMaxVocabularyBytes), file);
}

std::vector<std::string> parse_vocabulary(std::string_view bytes,
                                          const std::filesystem::path& file) {
  if (bytes.empty()) fail(file, 0, "expected one piece a line, found an empty file");
  std::vector<std::string> pieces;
  ErrorList errors(file.string());
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string_view line = bytes.substr(begin, end - begin);
    pieces.emplace_back(line);
    if (const std::string defect = defect_of(line); !defect.empty())
      errors.add(pieces.size(), 0, defect);
    begin = end + 1;
  }
  errors.throw_if_any("ids are line numbers: copy the encoder again");
  return pieces;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): its pieces are moved from.
std::vector<std::string> pieces_by_id(std::vector<VocabularyEntry> entries,
                                      const std::filesystem::path& file) {
  if (entries.empty()) fail(file, 0, "expected a vocabulary, found none");
  std::vector<std::string> pieces(entries.size());
  for (auto& [piece, id] : entries) {
    if (piece.empty()) fail(file, 0, "expected pieces of at least one byte, found an empty one");
    if (id < 0 || static_cast<std::size_t>(id) >= pieces.size())
      fail(file, 0,
           fmt::format("expected ids 0 to {}, found {} for '{}'", pieces.size() - 1, id,
                       shortened(piece)));
    std::string& place = pieces[static_cast<std::size_t>(id)];
    if (!place.empty())
      fail(file, 0,
           fmt::format("expected one piece an id, found '{}' and '{}' for id {}", shortened(place),
                       shortened(piece), id));
    place = std::move(piece);
  }
  return pieces;
}

void check_same_pieces(const std::vector<std::string>& pieces, const std::filesystem::path& file,
                       const std::vector<std::string>& others,
                       const std::filesystem::path& other_file) {
  const auto [here, there] = std::ranges::mismatch(pieces, others);
  if (here == pieces.end() && there == others.end()) return;
  const auto shown = [](auto place, const auto& all) {
    return place == all.end() ? "the end" : "'" + shortened(*place) + "'";
  };
  fail(file, static_cast<std::size_t>(here - pieces.begin()) + 1,
       fmt::format("expected {} as in {}, found {}", shown(there, others), other_file.string(),
                   shown(here, pieces)));
}

}  // namespace xner::text
