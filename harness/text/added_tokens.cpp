// See added_tokens.hpp.
#include "harness/text/added_tokens.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/white_space.hpp"

namespace xner::text {

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, std::vector<std::string>& pieces,
                         const std::filesystem::path& vocabulary) {
  std::ranges::stable_sort(tokens, {}, &AddedToken::id);
  for (auto& token : tokens) {
    const auto index = static_cast<std::size_t>(token.id);
    if (index == pieces.size()) pieces.push_back(token.content);
    if (index >= pieces.size() || pieces[index] != token.content)
      throw Error(ErrorKind::kData,
                  fmt::format("expected the added token '{}' to have id {}, found {}",
                              printable(token.content), token.id,
                              index < pieces.size() ? "'" + printable(pieces[index]) + "' there"
                                                    : "fewer pieces"),
                  Place{vocabulary.string()}, "the vocabulary is damaged; copy the encoder again");
    add(std::move(token));
  }
}

void AddedTokens::add(AddedToken token) {
  const auto same = std::ranges::find(tokens_, token.content, &AddedToken::content);
  if (same != tokens_.end()) {
    *same = std::move(token);
    return;
  }
  if (first_bytes_.find(token.content.front()) == std::string::npos)
    first_bytes_ += token.content.front();
  const auto place = std::ranges::find_if(tokens_, [&](const AddedToken& other) {
    return other.content.size() < token.content.size();
  });
  tokens_.insert(place, std::move(token));
}

AddedTokens::Match AddedTokens::match(const AddedToken& token, std::string_view text,
                                      std::size_t from, std::size_t begin) {
  std::size_t end = begin + token.content.size();
  if (token.strip_left) begin = std::max(from, end_of_text(text.substr(0, begin)));
  if (token.strip_right) end = begin_of_text(text, end);
  return {begin, end, token.id};
}

std::optional<AddedTokens::Match> AddedTokens::find(std::string_view text, std::size_t from) const {
  for (std::size_t at = text.find_first_of(first_bytes_, from); at != std::string_view::npos;
       at = text.find_first_of(first_bytes_, at + 1)) {
    const std::string_view rest = text.substr(at);
    for (const AddedToken& token : tokens_)
      if (rest.starts_with(token.content)) return match(token, text, from, at);
  }
  return std::nullopt;
}

}  // namespace xner::text
