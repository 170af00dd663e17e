import Testing

@testable import DeviceSync

@Suite(.timeLimit(.minutes(1))) struct `A doorbell` {
  @Test func `is heard also where nobody waited when it rang`() async {
    let bell = Doorbell()
    bell.ring()
    await bell.wait()
  }

  @Test func `is heard by the next who waits, where the one before was called away`() async {
    let bell = Doorbell()
    bell.ring()
    let called = Task {
      while !Task.isCancelled { await Task.yield() }
      await bell.wait()
    }
    called.cancel()
    await called.value
    await bell.wait()
  }

  @Test func `wakes who waits, and is heard until somebody silences it`() async {
    let bell = Doorbell()
    let waiter = Task { await bell.wait() }
    bell.ring()
    await waiter.value
    await bell.wait()
    bell.silence()
    let second = Task { await bell.wait() }
    second.cancel()
    await second.value
  }
}
