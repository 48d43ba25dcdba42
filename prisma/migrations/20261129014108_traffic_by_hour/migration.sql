-- CreateTable
CREATE TABLE "channel_hour" (
    "channelId" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "moments" INTEGER NOT NULL,

    CONSTRAINT "channel_hour_pkey" PRIMARY KEY ("channelId","hour")
);

-- CreateIndex
CREATE INDEX "channel_hour_hour_idx" ON "channel_hour"("hour");

-- AddForeignKey
ALTER TABLE "channel_hour" ADD CONSTRAINT "channel_hour_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;
