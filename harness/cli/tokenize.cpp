// See tokenize.hpp.
#include "harness/cli/tokenize.hpp"

#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::cli {
namespace {

text::TokenizedLine encode_words(const text::Tokenizer& tokenizer, std::string_view line) {
  text::TokenizedLine result;
  std::int32_t word = 0;
  for (std::size_t begin = 0; begin <= line.size(); ++word) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    tokenizer.encode_word(line.substr(begin, end - begin), result.ids);
    result.word_ids.resize(result.ids.size(), word);
    begin = end + 1;
  }
  return result;
}

void write_json(const text::Tokenizer& tokenizer, const text::TokenizedLine& line,
                std::ostream& out) {
  nlohmann::ordered_json json{{"ids", {tokenizer.start()}},
                              {"tokens", {tokenizer.piece(tokenizer.start())}},
                              {"word_ids", {nullptr}}};
  for (std::size_t i = 0; i < line.ids.size(); ++i) {
    json["ids"].push_back(line.ids[i]);
    json["tokens"].push_back(tokenizer.piece(line.ids[i]));
    const auto& word = line.word_ids[i];
    json["word_ids"].push_back(word ? nlohmann::ordered_json(*word) : nlohmann::ordered_json());
  }
  json["ids"].push_back(tokenizer.end());
  json["tokens"].push_back(tokenizer.piece(tokenizer.end()));
  json["word_ids"].push_back(nullptr);
  out << json.dump() << '\n';
}

}  // namespace

int run_tokenize(const std::filesystem::path& encoder, bool words, std::istream& in,
                 std::ostream& out) {
  const auto tokenizer = text::load_tokenizer(encoder);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (const auto byte = find_invalid_utf8(line))
      throw Error(
          ErrorKind::kData,
          fmt::format("expected UTF-8, found an invalid byte at byte {} of the line", *byte + 1),
          Place{"standard input", number, *byte + 1}, "convert the text to UTF-8");
    write_json(*tokenizer, words ? encode_words(*tokenizer, line) : tokenizer->encode_line(line),
               out);
  }
  out.flush();
  return 0;
}

}  // namespace xner::cli
