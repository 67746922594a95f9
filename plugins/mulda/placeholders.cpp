// Placeholders as they are written; the search for them is placeholder_search.cpp.
#include "plugins/mulda/placeholders.hpp"

#include <array>

#include <fmt/format.h>

namespace mulda {

const std::vector<std::string>& placeholder_form_names() {
  static const std::vector<std::string> names{"{TYPE}{i}", "__SLOT{i}__", "[{i}]", "<e{i}>"};
  return names;
}

std::optional<PlaceholderForm> placeholder_form_from_name(std::string_view name) {
  constexpr std::array kForms{PlaceholderForm::kTypeIndex, PlaceholderForm::kSlot,
                              PlaceholderForm::kBrackets, PlaceholderForm::kElement};
  for (std::size_t k = 0; k < kForms.size(); ++k)
    if (placeholder_form_names()[k] == name) return kForms[k];
  return std::nullopt;
}

std::string placeholder(PlaceholderForm form, std::string_view type, std::size_t index) {
  switch (form) {
    case PlaceholderForm::kSlot:
      return fmt::format("__SLOT{}__", index);
    case PlaceholderForm::kBrackets:
      return fmt::format("[{}]", index);
    case PlaceholderForm::kElement:
      return fmt::format("<e{}>", index);
    case PlaceholderForm::kTypeIndex:
      break;
  }
  return fmt::format("{}{}{}", type, index < 10 ? "" : "t", index);
}

std::string make_template(PlaceholderForm form, const TaggedWords& sentence) {
  std::vector<std::string> tokens;
  std::size_t next = 0;
  for (std::size_t w = 0; w < sentence.words.size(); ++w) {
    if (next < sentence.entities.size() && sentence.entities[next].begin == w) {
      tokens.push_back(placeholder(form, sentence.entities[next].type, next));
      w = sentence.entities[next++].end - 1;
    } else {
      tokens.push_back(sentence.words[w]);
    }
  }
  return joined(tokens);
}

}  // namespace mulda
