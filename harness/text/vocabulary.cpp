// See vocabulary.hpp.
#include "harness/text/vocabulary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

std::vector<std::string> vocabulary_of(const nlohmann::json& table,
                                       const std::filesystem::path& file) {
  if (!table.is_object() || table.empty()) fail(file, 0, "expected a vocabulary, found none");
  std::vector<std::string> pieces(table.size());
  for (const auto& [piece, id] : table.items()) {
    if (piece.empty()) fail(file, 0, "expected pieces of at least one byte, found an empty one");
    if (!id.is_number_unsigned() || id.get<std::size_t>() >= pieces.size())
      fail(file, 0,
           fmt::format("expected ids 0 to {}, found {} for '{}'", pieces.size() - 1, id.dump(),
                       printable(piece)));
    std::string& place = pieces[id.get<std::size_t>()];
    if (!place.empty())
      fail(file, 0,
           fmt::format("expected one piece an id, found '{}' and '{}' for id {}", printable(place),
                       printable(piece), id.get<std::size_t>()));
    place = piece;
  }
  return pieces;
}

void check_same_vocabulary(const std::vector<std::string>& pieces,
                           const std::filesystem::path& file, const nlohmann::json& table,
                           const std::filesystem::path& table_file) {
  if (!table.is_object()) return;
  const std::string hint =
      fmt::format("both come with the encoder and must agree; {} has {} pieces",
                  table_file.string(), table.size());
  for (const auto& [piece, id] : table.items()) {
    const bool inside = id.is_number_unsigned() && id.get<std::size_t>() < pieces.size();
    if (inside && pieces[id.get<std::size_t>()] == piece) continue;
    if (!inside)
      fail(file, pieces.size(),
           fmt::format("expected '{}' with id {}, found the end of the file", printable(piece),
                       id.dump()),
           hint);
    fail(file, id.get<std::size_t>() + 1,
         fmt::format("expected '{}', found '{}'", printable(piece),
                     printable(pieces[id.get<std::size_t>()])),
         hint);
  }
  if (table.size() < pieces.size())
    fail(file, table.size() + 1,
         fmt::format("expected the end of the file, found '{}'", printable(pieces[table.size()])),
         hint);
}

}  // namespace xner::text
