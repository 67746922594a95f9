// See vocabulary.hpp.
#include "harness/text/vocabulary.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::size_t line, std::string message,
                       std::string hint = "copy the encoder again") {
  throw Error(ErrorKind::kData, std::move(message), Place{file.string(), line, 0}, std::move(hint));
}

void check_line(std::string_view line, const std::filesystem::path& file, std::size_t number) {
  if (line.empty()) fail(file, number, "expected a piece, found an empty line");
  if (line.back() == '\r')
    fail(file, number, "expected lines that end in LF, found CRLF", "convert the file to LF");
  if (const auto byte = find_invalid_utf8(line))
    fail(file, number, fmt::format("expected UTF-8, found an invalid byte at byte {}", *byte + 1));
}

}  // namespace

std::vector<std::string> read_vocabulary(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  if (bytes.empty()) fail(file, 0, "expected one piece a line, found an empty file");
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const auto line = std::string_view(bytes).substr(begin, end - begin);
    check_line(line, file, pieces.size() + 1);
    pieces.emplace_back(line);
    begin = end + 1;
  }
  return pieces;
}

std::vector<std::string> pieces_by_id(std::vector<VocabularyEntry> entries,
                                      const std::filesystem::path& file) {
  if (entries.empty()) fail(file, 0, "expected a vocabulary, found none");
  std::vector<std::string> pieces(entries.size());
  for (auto& [piece, id] : entries) {
    if (piece.empty()) fail(file, 0, "expected pieces of at least one byte, found an empty one");
    if (id < 0 || static_cast<std::size_t>(id) >= pieces.size())
      fail(file, 0,
           fmt::format("expected ids 0 to {}, found {} for '{}'", pieces.size() - 1, id,
                       printable(piece)));
    std::string& place = pieces[static_cast<std::size_t>(id)];
    if (!place.empty())
      fail(file, 0,
           fmt::format("expected one piece an id, found '{}' and '{}' for id {}", printable(place),
                       printable(piece), id));
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
    return place == all.end() ? "the end" : "'" + printable(*place) + "'";
  };
  fail(file, static_cast<std::size_t>(here - pieces.begin()) + 1,
       fmt::format("expected {} as in {}, found {}", shown(there, others), other_file.string(),
                   shown(here, pieces)));
}

}  // namespace xner::text
