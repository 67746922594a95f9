// See added_tokens.hpp.
#include "harness/text/added_tokens.hpp"

#include <algorithm>

namespace xner::text {

void AddedTokens::add(std::string content, PieceId id) {
  if (first_bytes_.find(content.front()) == std::string::npos) first_bytes_ += content.front();
  const auto place = std::ranges::find_if(
      tokens_, [&](const Token& token) { return token.content.size() < content.size(); });
  tokens_.insert(place, {std::move(content), id});
}

std::optional<AddedTokens::Match> AddedTokens::find(std::string_view text, std::size_t from) const {
  for (std::size_t at = text.find_first_of(first_bytes_, from); at != std::string_view::npos;
       at = text.find_first_of(first_bytes_, at + 1)) {
    const std::string_view rest = text.substr(at);
    for (const Token& token : tokens_)
      if (rest.starts_with(token.content)) return Match{at, at + token.content.size(), token.id};
  }
  return std::nullopt;
}

}  // namespace xner::text
