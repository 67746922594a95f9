// Many processes and threads on one store: every name has one maker, and everybody has what they
// asked for.
#include <atomic>
#include <thread>

#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

class Races : public StoreFixture {};

TEST_F(Races, OfThreadsOnTheSameKeys) {
  constexpr int kThreads = 8, kKeys = 25;
  const Store store(root());
  std::vector<fs::path> folders;
  for (int key = 0; key < kKeys; ++key)
    folders.push_back(
        outputs(fmt::format("out{}", key), {{"a", std::to_string(key)}, {"b", "same"}, {"c", ""}}));
  std::atomic<int> made = 0, known = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&] {
        for (int key = 0; key < kKeys; ++key) {
          const auto what = store.publish(key_of(std::to_string(key)), folders[key], {});
          ++(what == Publication::kNew ? made : known);
          const auto action = store.find(key_of(std::to_string(key)));
          ASSERT_TRUE(action);
          EXPECT_TRUE(store.holds(*action, ""));
        }
      });
  }
  EXPECT_EQ(made, kKeys);
  EXPECT_EQ(known, kKeys * (kThreads - 1));
  EXPECT_EQ(count("objects"), kKeys + 2U);
  EXPECT_EQ(count("tmp") + count("quarantine"), 0U);
}

TEST_F(Races, OfProcessesThatMakeTheStore) {
  constexpr int kProcesses = 12;
  const auto folder = outputs("out", {{"a", "1"}, {"b", "2"}});
  std::atomic<int> made = 0, known = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kProcesses; ++i)
      threads.emplace_back([&] {
        const auto outcome = publisher({"publish", key_of("x"), folder.string()});
        made += outcome.log_tail == "new\n";
        known += outcome.log_tail == "known\n";
      });
  }
  EXPECT_EQ(made, 1);
  EXPECT_EQ(known, kProcesses - 1);
  EXPECT_EQ(count("tmp") + count("quarantine"), 0U);
}

/// One drops what the other publishes: after each round the publisher's files are all there, or its
/// record is dropped by the other, never a record without its object.
TEST_F(Races, OfAPublisherAndOneWhoDrops) {
  const Store store(root());
  const auto folder = outputs("out", {{"weights", "the same for both"}});
  (void)store.publish(key_of("old"), folder, {});
  const auto old = store.find(key_of("old")).value();
  for (int round = 0; round < 40; ++round) {
    const std::string key = key_of(std::to_string(round));
    std::jthread dropper([&] { store.drop(old, ""); });
    (void)store.publish(key, folder, {});
    dropper.join();
    ASSERT_TRUE(store.holds(store.find(key).value(), "")) << round;
    store.drop(store.find(key).value(), "");
    (void)store.publish(key_of("old"), folder, {});
  }
}

}  // namespace
}  // namespace xner::store
