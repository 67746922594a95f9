// Labels across word alignments: every rule by itself, and the invariants on random alignments.
#include "plugins/mulda/projection.hpp"

#include <gmock/gmock.h>

#include "harness/base/random.hpp"

namespace {

using mulda::Entity;
using mulda::Projection;
using mulda::WordLink;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(std::size_t count) { return std::vector<std::string>(count, "w"); }

Projection project(const std::vector<Entity>& source, const std::vector<WordLink>& links,
                   const std::vector<std::string>& target) {
  return mulda::project(source, links, target);
}

TEST(Projection, UnionOfTheAlignedWords) {
  const auto got =
      project({{0, 2, "PER"}, {3, 4, "LOC"}}, {{0, 1}, {1, 2}, {1, 1}, {3, 0}}, words(4));
  EXPECT_THAT(got.entities, ElementsAre(Entity{0, 1, "LOC"}, Entity{1, 3, "PER"}));
}

TEST(Projection, PunctuationAloneIsNoPart) {
  const auto got = project({{0, 2, "PER"}}, {{0, 0}, {1, 1}, {1, 2}}, {"Ann", "Lee", ","});
  EXPECT_THAT(got.entities, ElementsAre(Entity{0, 2, "PER"}));
  EXPECT_THAT(project({{0, 1, "PER"}}, {{0, 0}}, {"."}).lost, ElementsAre(0U));
}

TEST(Projection, AGapOfOneIsFilledAWiderOneSplits) {
  EXPECT_THAT(project({{0, 2, "ORG"}}, {{0, 0}, {1, 2}}, words(3)).entities,
              ElementsAre(Entity{0, 3, "ORG"}));
  // Groups 0 and 3-4: the larger stays; of equal ones the first.
  EXPECT_THAT(project({{0, 3, "ORG"}}, {{0, 0}, {1, 3}, {2, 4}}, words(5)).entities,
              ElementsAre(Entity{3, 5, "ORG"}));
  EXPECT_THAT(project({{0, 2, "ORG"}}, {{0, 0}, {1, 3}}, words(5)).entities,
              ElementsAre(Entity{0, 1, "ORG"}));
}

TEST(Projection, OverlappingOnesOfATypeBecomeOne) {
  const auto got =
      project({{0, 1, "LOC"}, {1, 2, "LOC"}}, {{0, 0}, {0, 1}, {1, 1}, {1, 2}}, words(3));
  EXPECT_THAT(got.entities, ElementsAre(Entity{0, 3, "LOC"}));
  EXPECT_THAT(got.merged, ElementsAre(1U));
  // Neighbours that do not overlap stay two.
  EXPECT_THAT(project({{0, 1, "LOC"}, {1, 2, "LOC"}}, {{0, 0}, {1, 1}}, words(2)).entities,
              ElementsAre(Entity{0, 1, "LOC"}, Entity{1, 2, "LOC"}));
  // What has grown reaches what it did not reach before.
  const auto chain = project({{0, 1, "LOC"}, {1, 2, "LOC"}, {2, 3, "LOC"}},
                             {{0, 0}, {0, 1}, {1, 3}, {1, 4}, {2, 1}, {2, 3}}, words(5));
  EXPECT_THAT(chain.entities, ElementsAre(Entity{0, 5, "LOC"}));
}

TEST(Projection, OfOverlappingTypesTheLongerWins) {
  const auto got = project({{0, 1, "LOC"}, {1, 2, "ORG"}}, {{0, 0}, {1, 0}, {1, 1}}, words(2));
  EXPECT_THAT(got.entities, ElementsAre(Entity{0, 2, "ORG"}));
  EXPECT_THAT(got.beaten, ElementsAre(0U));
  EXPECT_THAT(project({{0, 1, "LOC"}, {1, 2, "ORG"}}, {{0, 0}, {1, 0}}, words(1)).entities,
              ElementsAre(Entity{0, 1, "LOC"}));
}

TEST(Projection, NothingAlignedIsLost) {
  const auto got = project({{0, 1, "PER"}, {2, 3, "LOC"}}, {{1, 0}, {2, 1}}, words(2));
  EXPECT_THAT(got.lost, ElementsAre(0U));
  EXPECT_THAT(got.entities, ElementsAre(Entity{1, 2, "LOC"}));
  EXPECT_THAT(project({}, {{0, 0}}, words(1)).entities, IsEmpty());
}

TEST(Projection, InvariantsOnRandomAlignments) {
  xner::RandomStream random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Entity> source;
    for (std::size_t at = 0; at < 12;) {
      const std::size_t size = 1 + random.below(3);
      source.push_back({at, at + size, random.below(2) == 0 ? "LOC" : "PER"});
      at += size + random.below(2);
    }
    std::vector<WordLink> links;
    for (std::size_t k = random.below(25); k > 0; --k)
      links.emplace_back(random.below(15), random.below(10));
    std::vector<std::string> target = words(10);
    target[random.below(10)] = ",";
    const Projection got = project(source, links, target);
    for (std::size_t e = 0; e < got.entities.size(); ++e) {
      EXPECT_LT(got.entities[e].begin, got.entities[e].end);
      EXPECT_LE(got.entities[e].end, 10U);
      if (e > 0) {
        EXPECT_LE(got.entities[e - 1].end, got.entities[e].begin);
      }
    }
    EXPECT_EQ(got.entities.size() + got.lost.size() + got.merged.size() + got.beaten.size(),
              source.size());
  }
}

}  // namespace
