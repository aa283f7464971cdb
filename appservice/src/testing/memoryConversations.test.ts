import { conversationStoreSuite } from "./conversationStoreSuite.ts";
import { MemoryConversations } from "./memoryConversations.ts";
import { preparedStoreSuite } from "./preparedStoreSuite.ts";

conversationStoreSuite("conversations in memory", () => {
  const store = new MemoryConversations();
  return Promise.resolve({
    store,
    jobsOf: (id) => {
      const tasks = store.jobs.filter(({ job }) => "conversation" in job && job.conversation === id);
      return Promise.resolve(tasks.map(({ job }) => job.task));
    },
    auditLines: () => Promise.resolve(store.audit.length),
    answers: () =>
      Promise.resolve(store.answers.map(({ given: one }) => [one.heard, one.helped ?? "-", one.knows].join(" "))),
    due: () => Promise.resolve(store.due.size),
    addOfficer: (userId, capacity) => {
      const number = store.officers.length + 1;
      const nobody = { skills: [], load: 0, trainingLoad: 0, lastAskedAt: null };
      store.officers.push({
        userId,
        corps: "police",
        number,
        onDuty: true,
        onBreak: false,
        attested: true,
        capacity,
        ...nobody,
      });
      return Promise.resolve();
    },
  });
});

preparedStoreSuite("rooms prepared in memory", () => {
  const store = new MemoryConversations();
  return Promise.resolve({ store, prepared: store.prepared });
});
