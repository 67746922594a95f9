// The Unigram model as its definition says it: of all cuts of a word into pieces the one of the
// greatest score, by trying them all. The measure of the fast one, for short words.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/text/unigram_files.hpp"

namespace xner::test {

class NaiveUnigram {
 public:
  explicit NaiveUnigram(const text::UnigramFiles& files) : unknown_(files.unknown) {
    double least = files.pieces.front().score;
    for (std::size_t id = 0; id < files.pieces.size(); ++id) {
      ids_[files.pieces[id].piece] = {static_cast<text::PieceId>(id), files.pieces[id].score};
      least = std::min(least, files.pieces[id].score);
    }
    unknown_score_ = least - 10;
  }

  /// @param word of one byte a character.
  [[nodiscard]] std::vector<text::PieceId> encode(const std::string& word) const {
    std::vector<text::PieceId> fused;
    for (const text::PieceId id : best(word).second)
      if (id != unknown_ || fused.empty() || fused.back() != unknown_) fused.push_back(id);
    return fused;
  }

 private:
  using Cut = std::pair<double, std::vector<text::PieceId>>;

  [[nodiscard]] Cut best(const std::string& word) const {
    if (word.empty()) return {0, {}};
    std::optional<Cut> found;
    for (std::size_t size = 1; size <= word.size(); ++size) {
      const auto piece = ids_.find(word.substr(0, size));
      if (piece == ids_.end() && size > 1) continue;
      const auto [id, score] =
          piece == ids_.end() ? std::pair(unknown_, unknown_score_) : piece->second;
      Cut rest = best(word.substr(size));
      rest.first += score;
      rest.second.insert(rest.second.begin(), id);
      if (!found || rest.first > found->first) found = std::move(rest);
    }
    return *found;
  }

  std::map<std::string, std::pair<text::PieceId, double>> ids_;
  text::PieceId unknown_;
  double unknown_score_;
};

}  // namespace xner::test
