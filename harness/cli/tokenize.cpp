// See tokenize.hpp.
#include "harness/cli/tokenize.hpp"

#include <algorithm>
#include <istream>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::cli {
namespace {

std::vector<std::string_view> split_at_spaces(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// Writes tokenised lines as JSON lines.
class JsonLines {
 public:
  JsonLines(const text::Tokenizer& tokenizer, std::ostream& out)
      : tokenizer_(tokenizer), out_(out), quoted_(tokenizer.vocabulary_size()) {}

  void write(const text::TokenizedLine& line) {
    buffer_.clear();
    auto end = std::back_inserter(buffer_);
    fmt::format_to(end, "{{\"ids\":[{}", tokenizer_.start());
    for (const text::PieceId id : line.ids) fmt::format_to(end, ",{}", id);
    fmt::format_to(end, ",{}],\"tokens\":[{}", tokenizer_.end(), quoted(tokenizer_.start()));
    for (std::size_t i = 0; i < line.ids.size(); ++i) fmt::format_to(end, ",{}", token(line, i));
    fmt::format_to(end, ",{}],\"word_ids\":[null", quoted(tokenizer_.end()));
    for (const auto& word : line.word_ids)
      word ? fmt::format_to(end, ",{}", *word) : fmt::format_to(end, ",null");
    fmt::format_to(end, ",null]}}\n");
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  }

 private:
  std::string token(const text::TokenizedLine& line, std::size_t i) {
    for (const auto& [index, text] : line.texts)
      if (index == i) return nlohmann::json(text).dump();
    return quoted(line.ids[i]);
  }

  /// A piece as a JSON string, escaped once.
  const std::string& quoted(text::PieceId id) {
    std::string& place = quoted_[static_cast<std::size_t>(id)];
    if (place.empty()) place = nlohmann::json(tokenizer_.piece(id)).dump();
    return place;
  }

  const text::Tokenizer& tokenizer_;
  std::ostream& out_;
  std::vector<std::string> quoted_;
  fmt::memory_buffer buffer_;
};

}  // namespace

int run_tokenize(const std::filesystem::path& encoder, bool words, std::istream& in,
                 std::ostream& out) {
  const auto tokenizer = text::load_tokenizer(encoder);
  JsonLines lines(*tokenizer, out);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (const auto byte = find_invalid_utf8(line))
      throw Error(
          ErrorKind::kData,
          fmt::format("expected UTF-8, found an invalid byte at byte {} of the line", *byte + 1),
          Place{"standard input", number, *byte + 1}, "convert the text to UTF-8");
    lines.write(words ? tokenizer->encode_words(split_at_spaces(line))
                      : tokenizer->encode_line(line));
  }
  out.flush();
  return 0;
}

}  // namespace xner::cli
